import { describe, expect, test } from "vitest";
import { AnswerError } from "../../../../src/aws/errors.ts";
import { openAccountStream } from "../../../../src/collectors/config/account-stream.ts";
import {
  itemsOfPlace,
  itemsOfType,
  readItem,
  typesByRegion,
  type ConfigurationItem,
} from "../../../../src/collectors/config/queries.ts";
import { parseExpression, runQuery } from "../../../../src/simulator/config-expression.ts";

const item = (account: string, resourceId: string): ConfigurationItem =>
  readItem(
    JSON.stringify({
      accountId: account,
      awsRegion: "us-east-1",
      resourceType: "AWS::EC2::VPC",
      resourceId,
      configuration: {},
    }),
  );

const [one, two, three] = ["111111111111", "222222222222", "333333333333"] as const;

/** Pages by token; a function is asked each time, so that it may fail once. */
function pages(list: (ConfigurationItem[] | (() => ConfigurationItem[]))[]) {
  const asked: (string | undefined)[] = [];
  const ask = (token: string | undefined) => {
    asked.push(token);
    const at = Number(token ?? 0);
    const page = list[at] ?? [];
    return Promise.resolve().then(() => ({
      items: typeof page === "function" ? page() : page,
      nextToken: at + 1 < list.length ? String(at + 1) : undefined,
    }));
  };
  return { asked, stream: openAccountStream(ask) };
}

const ids = (items: ConfigurationItem[]) => items.map(({ resourceId }) => resourceId);

describe("a stream of accounts", () => {
  test("gives each account its items, over pages that end in the middle of it, and drops the accounts between", async () => {
    const { stream, asked } = pages([
      [item(one, "a"), item(one, "b")],
      [],
      [item(one, "c"), item(two, "d")],
      [item(three, "e")],
    ]);
    expect(ids(await stream.take(one))).toEqual(["a", "b", "c"]);
    expect(asked).toEqual([undefined, "1", "2"]);
    expect(ids(await stream.take(three))).toEqual(["e"]);
    expect(await stream.take("444444444444")).toEqual([]);
  });

  test("an account that has none takes nothing from the next", async () => {
    const { stream } = pages([[item(two, "d")]]);
    expect(await stream.take(one)).toEqual([]);
    expect(ids(await stream.take(two))).toEqual(["d"]);
  });

  test("starts over where the page token is refused, and gives nothing twice", async () => {
    let refused = false;
    const once = () => {
      if (refused) return [item(one, "b"), item(two, "c")];
      refused = true;
      throw Object.assign(new Error("no such token"), { name: "InvalidNextTokenException" });
    };
    const { stream } = pages([[item(one, "a")], once]);
    expect(ids(await stream.take(one))).toEqual(["a", "b"]);
    expect(ids(await stream.take(two))).toEqual(["c"]);
  });

  test("what failed once has failed for all accounts after it: never an empty rest", async () => {
    const fail = () => {
      throw Object.assign(new Error("slow down"), { name: "ThrottlingException" });
    };
    const { stream } = pages([[item(one, "a"), item(two, "b")], fail]);
    expect(ids(await stream.take(one))).toEqual(["a"]);
    await expect(stream.take(two)).rejects.toThrow("slow down");
    await expect(stream.take(three)).rejects.toThrow("slow down");
  });

  test("items that come in another order are an answer that cannot be used", async () => {
    const { stream } = pages([[item(two, "a")], [item(one, "b")]]);
    await expect(stream.take(two)).rejects.toThrow(AnswerError);
  });

  test("a token that comes twice ends it", async () => {
    const stream = openAccountStream(() => Promise.resolve({ items: [], nextToken: "again" }));
    await expect(stream.take(one)).rejects.toThrow("the same page token came twice");
  });
});

describe("the expressions", () => {
  const scope = { accounts: [one, two], regions: ["eu-west-1"] };

  test("are of AWS Config's grammar, as the simulator reads it", () => {
    expect(parseExpression(itemsOfType("AWS::EC2::VPC", scope))).toMatchObject({
      where: [
        { property: "resourceType", values: ["AWS::EC2::VPC"] },
        { property: "awsRegion", values: ["eu-west-1"] },
        { property: "accountId", values: [one, two] },
      ],
      orderBy: [{ property: "accountId", isDescending: false }],
    });
    expect(parseExpression(itemsOfPlace(one, "eu-west-1")).where.slice(0, 2)).toEqual([
      { property: "accountId", values: [one] },
      { property: "awsRegion", values: ["eu-west-1"] },
    ]);
    expect(parseExpression(typesByRegion).groupBy).toEqual(["awsRegion", "resourceType"]);
  });

  test("never grow beyond what AWS takes: a list that is too long is left to be sorted out afterwards", () => {
    const accounts = Array.from({ length: 1000 }, (_, at) => String(100000000000 + at));
    const expression = itemsOfType("AWS::EC2::VPC", { accounts, regions: ["eu-west-1"] });
    expect(expression.length).toBeLessThanOrEqual(4096);
    expect(expression).not.toContain("accountId IN");
    expect(expression).toContain("awsRegion IN ('eu-west-1')");
  });

  test("hold nothing that could end a text", () => {
    expect(() => itemsOfPlace("1' OR '1' = '1")).toThrow(AnswerError);
  });
});

describe("the simulated grammar", () => {
  const refused = [
    "SELECT",
    "SELECT a FROM b",
    "SELECT a WHERE b LIKE 'c'",
    "SELECT a, COUNT(*)",
    "SELECT a GROUP BY a",
    "SELECT b, COUNT(*) GROUP BY a",
    "SELECT a WHERE b = c",
    "SELECT a, b, c, d, COUNT(*) GROUP BY a, b, c, d",
  ];
  test.each(refused)("refuses %s", (expression) => {
    expect(() => parseExpression(expression)).toThrow(/syntax of the query is incorrect/);
  });

  test("filters, counts and sorts", () => {
    const rows = [
      { a: "2", b: "x" },
      { a: "1", b: "x" },
      { a: "1", b: "y" },
    ];
    expect(runQuery(parseExpression("SELECT a WHERE b IN ('x', 'z') ORDER BY a"), rows)).toEqual([
      { a: "1" },
      { a: "2" },
    ]);
    expect(runQuery(parseExpression("SELECT b, COUNT(*) GROUP BY b ORDER BY b DESC"), rows)).toEqual([
      { b: "y", "COUNT(*)": 1 },
      { b: "x", "COUNT(*)": 2 },
    ]);
  });
});

test.each(["[]", "nonsense", '{"accountId": "1"}'])("a row that is not a configuration item is refused: %s", (text) => {
  expect(() => readItem(text)).toThrow(AnswerError);
});
