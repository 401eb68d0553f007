import { InvalidArgumentError } from "commander";
import { UserError } from "../errors.ts";
import type { Shard } from "../snapshot/format.ts";

/** What `--shard` said: `auto` takes its number from the job that it runs in. */
export type ShardChoice = Shard | { index: "auto"; count: number };

const largestCount = 10_000;

/** `i/n` with i from 1 to n, or `auto/n`. */
export function shardChoice(value: string): ShardChoice {
  const [, index = "", count = ""] = /^(auto|[1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(value) ?? [];
  const isInRange = Number(count) <= largestCount && (index === "auto" || Number(index) <= Number(count));
  if (index === "" || !isInRange) {
    throw new InvalidArgumentError(
      `it takes i/n, such as 2/8 for the second of eight parts, or auto/n; n is at most ${largestCount}.`,
    );
  }
  return { index: index === "auto" ? "auto" : Number(index), count: Number(count) };
}

/** The variables in which an array job tells each of its copies apart; both count from 0. */
const indexVariables = ["AWS_BATCH_JOB_ARRAY_INDEX", "JOB_COMPLETION_INDEX"] as const;

/** @throws UserError where `auto` was asked for and no job says which part this is */
export function resolveShard(choice: ShardChoice, env: Readonly<Record<string, string | undefined>>): Shard {
  const { index, count } = choice;
  if (index !== "auto") return { index, count };
  const set = indexVariables.filter((name) => env[name] !== undefined && env[name] !== "");
  const [name] = set;
  if (name === undefined) {
    throw new UserError("shard-auto", `--shard auto/${count} finds none of ${indexVariables.join(", ")}`, {
      hint: "run it in an AWS Batch array job or a Kubernetes indexed Job, or say which part it is: --shard 1/8",
    });
  }
  const values = new Set(set.map((variable) => env[variable]));
  if (values.size > 1) {
    throw new UserError("shard-auto", `${indexVariables.join(" and ")} name different parts`, {
      hint: "unset one of them, or say which part it is: --shard 1/8",
    });
  }
  const value = env[name] ?? "";
  if (!/^\d{1,5}$/.test(value) || Number(value) >= count) {
    throw new UserError("shard-auto", `${name}=${value} is not a part of ${count}: it counts from 0 to ${count - 1}`, {
      hint: "give --shard auto/n the same n as the job has copies",
    });
  }
  return { index: Number(value) + 1, count };
}
