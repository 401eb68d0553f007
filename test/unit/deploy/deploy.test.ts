import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
// @ts-expect-error -- the package says where its types are, but does not have them there
import aslValidator from "asl-validator";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments, type ScalarTag } from "yaml";
import { repository } from "../../support/run-cli.ts";

const validateAsl = aslValidator as (definition: object) => { isValid: boolean; errorsText: () => string };

const read = (path: string) => readFileSync(join(repository, "deploy", path), "utf8");

/** CloudFormation's short forms, as the text that would come in their place. */
const values: Record<string, string> = {
  Shards: "4",
  MaxConcurrency: "2",
  Bucket: "scans",
  "AWS::Partition": "aws",
};
const substitute = (text: string) => text.replaceAll(/\$\{([\w:.]+)\}/g, (_, name: string) => values[name] ?? name);
const cloudFormationTags: ScalarTag[] = ["!Ref", "!Sub", "!GetAtt"].map((tag) => ({ tag, resolve: substitute }));

interface Template {
  Resources: { StateMachine: { Properties: { Definition: Definition } } };
}

interface Definition {
  States: {
    Plan: { Parameters: Record<string, string> };
    Collect: {
      ItemProcessor: { ProcessorConfig: { Mode: string }; States: { CollectShard: { Parameters: object } } };
    };
  };
}

const template = parse(read("step-functions/template.yaml"), { customTags: cloudFormationTags }) as Template;
const definition = template.Resources.StateMachine.Properties.Definition;

describe("the state machine", () => {
  test("is valid by the ASL validator", () => {
    const { isValid, errorsText } = validateAsl(definition);
    expect({ isValid, errors: errorsText() }).toEqual({ isValid: true, errors: "" });
  });

  test("the validator can refuse it", () => {
    const broken = structuredClone(definition) as unknown as { States: { Collect: { Next: string } } };
    broken.States.Collect.Next = "Nowhere";
    expect(validateAsl(broken).isValid).toBe(false);
  });

  test("is a Distributed Map over the shard numbers, which count from 1", () => {
    const { Plan, Collect } = definition.States;
    expect(Collect.ItemProcessor.ProcessorConfig.Mode).toBe("DISTRIBUTED");
    expect(Plan.Parameters["shards.$"]).toBe("States.ArrayRange(1, 4, 1)");
    expect(JSON.stringify(Collect.ItemProcessor.States.CollectShard.Parameters)).toContain(
      "States.Array('shard', States.Format('{}', $.shard), '4', '--org')",
    );
  });
});

interface Manifest {
  kind: string;
  spec: {
    completionMode?: string;
    completions?: number;
    template: { spec: { serviceAccountName: string; containers: Container[] } };
  };
}

interface Container {
  image: string;
  args: string[];
  env: { name: string; value: string }[];
}

describe("the Kubernetes Jobs", () => {
  const jobs = ["shards", "merge"].map((name) => {
    const documents = parseAllDocuments(read(`kubernetes/${name}.yaml`)).map((document) => document.toJS() as Manifest);
    const job = documents.find(({ kind }) => kind === "Job");
    if (job === undefined) throw new Error(`${name}.yaml has a Job`);
    return job;
  });
  const [shards, merge] = jobs.map(({ spec }) => spec);
  const containers = [shards, merge].map((spec) => spec?.template.spec.containers[0]);

  test("the indexed Job has as many copies as there are shards, and the merge joins as many", () => {
    expect(shards?.completionMode).toBe("Indexed");
    expect(containers[0]?.args).toEqual(["shard", "auto", String(shards?.completions), "--org"]);
    expect(containers[1]?.args).toEqual(["merge", String(shards?.completions)]);
  });

  test("both run one image as one service account, and meet at one address", () => {
    expect(containers[0]?.image).toBe(containers[1]?.image);
    expect(containers[0]?.env).toEqual(containers[1]?.env);
    expect(shards?.template.spec.serviceAccountName).toBe(merge?.template.spec.serviceAccountName);
  });
});

test("run.sh is a script that sh can read", () => {
  expect(spawnSync("sh", ["-n", join(repository, "deploy/container/run.sh")], { encoding: "utf8" })).toMatchObject({
    status: 0,
    stderr: "",
  });
});
