import { deepStrictEqual, strictEqual } from "node:assert";
import { NormalizedSchema } from "@smithy/core/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NotPlainError } from "../../../src/aws/xml-cursor.ts";
import { compileAnswerReader, type ReadAnswer } from "../../../src/aws/xml-reader.ts";
import { ec2Operations } from "../../../src/simulator/ec2-operations.ts";
import { operationNamed, readWithDefaultClient, xmlAnswer } from "./sdk-reference.ts";

const names = Object.keys(ec2Operations);
const readers = new Map<string, ReadAnswer>(
  names.map((name) => [name, compileAnswerReader(NormalizedSchema.of(operationNamed(name).schema[5]))]),
);

type Reading = { value: unknown } | "left to the SDK";

function readLean(name: string, xml: string): Reading {
  try {
    return { value: readers.get(name)?.(xml) };
  } catch (error) {
    // Or a timestamp that is none, which the SDK's reader has to refuse as well.
    if (error instanceof NotPlainError || error instanceof TypeError) return "left to the SDK";
    throw error;
  }
}

async function readSdk(name: string, xml: string): Promise<unknown> {
  const outcome = await readWithDefaultClient(operationNamed(name).makeCommand({}), xmlAnswer(xml));
  if ("thrown" in outcome) return outcome;
  const { $metadata: _, ...value } = outcome.output as Record<string, unknown>;
  return { value };
}

/** Who reads a document in the end. Whatever the lean reader reads, it has to read as the SDK does. */
type Reader = "the lean reader" | "the SDK";

/** Compared with the members in their order too: a snapshot's bytes depend on it. @throws AssertionError */
async function readByBoth(name: string, xml: string): Promise<{ reader: Reader; value: unknown }> {
  const lean = readLean(name, xml);
  const sdk = await readSdk(name, xml);
  if (lean === "left to the SDK") return { reader: "the SDK", value: sdk };
  deepStrictEqual(lean, sdk, xml);
  strictEqual(JSON.stringify(lean), JSON.stringify(sdk), xml);
  return { reader: "the lean reader", value: lean.value };
}

function answer(name: string, content: string): string {
  const namespace = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response ${namespace}>${content}</${name}Response>`;
}

describe("XML as EC2 writes it is read as the SDK reads it", () => {
  test.each([
    ["no members", ""],
    ["an empty list", "<vpcSet></vpcSet>"],
    ["an empty list that closes itself", "<vpcSet/>"],
    ["an item without members", "<vpcSet><item/><item></item></vpcSet>"],
    ["a list with members of another name", "<vpcSet><other>x</other><item><vpcId>v</vpcId></item></vpcSet>"],
    ["entities", "<vpcSet><item><vpcId>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;&unknown;&</vpcId></item></vpcSet>"],
    ["a code point outside of the first plane", "<vpcSet><item><vpcId>&#x1F600;😀</vpcId></item></vpcSet>"],
    ["blanks in text", "<vpcSet><item><vpcId> a  b </vpcId><state> </state></item></vpcSet>"],
    ["a blank text with a line break", "<vpcSet><item><vpcId>\n  </vpcId></item></vpcSet>"],
    ["a line break by entity", "<vpcSet><item><vpcId>&#10;</vpcId></item></vpcSet>"],
    ["carriage returns", "<vpcSet>\r\n<item>\r<vpcId>a\r\nb</vpcId></item></vpcSet>"],
    ["white space between elements", "\n  <vpcSet>\n    <item>\n      <vpcId>v</vpcId>\n    </item>\n  </vpcSet>\n"],
    ["unknown members", "<new><deep>1</deep><deep/></new><vpcSet><item><zzz>1</zzz><vpcId>v</vpcId></item></vpcSet>"],
    ["nested elements of one name", "<vpcSet><item><x><item><item>1</item></item></x><vpcId>v</vpcId></item></vpcSet>"],
    ["members named as those of every object", "<toString>1</toString><constructor>2</constructor><vpcSet/>"],
    [
      "booleans in every letter case",
      "<vpcSet><item><isDefault>TRUE</isDefault></item><item><isDefault>0</isDefault></item></vpcSet>",
    ],
    ["an empty boolean", "<vpcSet><item><isDefault/></item></vpcSet>"],
    [
      "members in another order",
      "<nextToken>t</nextToken><vpcSet><item><isDefault>true</isDefault><vpcId>v</vpcId></item></vpcSet>",
    ],
    ["an empty token", "<nextToken/><vpcSet/>"],
    ["the request id, which no member is", "<requestId>r</requestId><vpcSet/>"],
  ])("%s", async (_title, content) => {
    expect(await readByBoth("DescribeVpcs", answer("DescribeVpcs", content))).toHaveProperty(
      "reader",
      "the lean reader",
    );
  });

  test.each(["12", " 12 ", "", "1e3", "NaN", "-1", "0x10", "12.5"])("the number %j", async (text) => {
    const xml = answer(
      "DescribeSubnets",
      `<subnetSet><item><availableIpAddressCount>${text}</availableIpAddressCount></item></subnetSet>`,
    );
    expect(await readByBoth("DescribeSubnets", xml)).toHaveProperty("reader", "the lean reader");
  });

  test.each(["2026-11-02T06:00:00.000Z", "2026-11-02T06:00:00Z", "2026-11-02T06:00:00.123456+02:00"])(
    "the time %s",
    async (text) => {
      const xml = answer(
        "DescribeNatGateways",
        `<natGatewaySet><item><createTime>${text}</createTime></item></natGatewaySet>`,
      );
      expect(await readByBoth("DescribeNatGateways", xml)).toHaveProperty("reader", "the lean reader");
    },
  );

  test("without a declaration and without a namespace", async () => {
    const xml = "<DescribeVpcsResponse><vpcSet><item><vpcId>v</vpcId></item></vpcSet></DescribeVpcsResponse>";
    expect(await readByBoth("DescribeVpcs", xml)).toEqual({
      reader: "the lean reader",
      value: { Vpcs: [{ VpcId: "v" }] },
    });
  });
});

describe("XML that EC2 does not write is left to the SDK's reader", () => {
  test.each([
    ["CDATA", "<vpcSet><item><vpcId><![CDATA[v]]></vpcId></item></vpcSet>"],
    ["a comment", "<vpcSet><!-- none --></vpcSet>"],
    ["a comment in text", "<vpcSet><item><vpcId>a<!-- b -->c</vpcId></item></vpcSet>"],
    ["an attribute", '<vpcSet><item id="1"><vpcId>v</vpcId></item></vpcSet>'],
    ["an attribute with a bracket", '<vpcSet><item id="/>"><vpcId>v</vpcId></item></vpcSet>'],
    ["a processing instruction", "<?pi x?><vpcSet/>"],
    ["a member twice", "<vpcSet><item><vpcId>a</vpcId><vpcId>b</vpcId></item></vpcSet>"],
    ["a list twice", "<vpcSet><item><vpcId>a</vpcId></item></vpcSet><vpcSet><item><vpcId>b</vpcId></item></vpcSet>"],
    ["text in a list", "<vpcSet>text</vpcSet>"],
    ["text beside elements", "<vpcSet>text<item/></vpcSet>"],
    ["blanks beside elements", "<vpcSet> <item/> </vpcSet>"],
    ["elements in a text", "<vpcSet><item><vpcId><b>v</b></vpcId></item></vpcSet>"],
    ["a blank in a tag", "<vpcSet ><item/></vpcSet >"],
    ["an entity with an inherited name", "<vpcSet><item><vpcId>&toString;</vpcId></item></vpcSet>"],
    ["the prototype as a member", "<__proto__>1</__proto__>"],
    ["tags that do not match", "<vpcSet><item></vpcSet></item>"],
    ["an unknown member that does not close", "<new><a></new><vpcSet/>"],
  ])("%s", async (_title, content) => {
    expect(await readByBoth("DescribeVpcs", answer("DescribeVpcs", content))).toHaveProperty("reader", "the SDK");
  });

  test("a time that is none", async () => {
    const xml = answer(
      "DescribeNatGateways",
      "<natGatewaySet><item><createTime>soon</createTime></item></natGatewaySet>",
    );
    expect(await readByBoth("DescribeNatGateways", xml)).toHaveProperty("reader", "the SDK");
    expect(await readSdk("DescribeNatGateways", xml)).toHaveProperty("thrown");
  });

  test("an answer that is cut, wherever that is", () => {
    const xml = answer(
      "DescribeVpcs",
      "<new><a>1</a></new><vpcSet><item><vpcId>v</vpcId></item></vpcSet><nextToken>t</nextToken>",
    );
    const readable = Array.from({ length: xml.length }, (_, length) => xml.slice(0, length)).filter(
      (cut) => readLean("DescribeVpcs", cut) !== "left to the SDK",
    );
    expect(readable).toEqual([]);
  });
});

/** How a random document differs from what EC2 writes. */
interface Oddities {
  /** Adds something that the lean reader must either read as the SDK does or leave to it. */
  spoil: (xml: string) => fc.Arbitrary<string>;
}

const plainly: Oddities = { spoil: (xml) => fc.constant(xml) };
const oddly: Oddities = {
  spoil: (xml) =>
    fc.oneof(
      { weight: 12, arbitrary: fc.constant(xml) },
      ...[
        "<!-- c -->",
        " ",
        "\n",
        "text",
        "<![CDATA[<x>]]>",
        "<zz/>",
        "<zz> </zz>",
        '<zz a="1">2</zz>',
        "&#x3C;",
        "\t\n",
      ].map((extra) => ({ weight: 1, arbitrary: fc.constantFrom(`${xml}${extra}`, `${extra}${xml}`) })),
      { weight: 1, arbitrary: fc.constantFrom(`${xml}${xml}`, "", xml.replace(">", " >"), xml.replace("</", "<")) },
    ),
};

const text = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9 :./-]{0,20}$/),
  fc.constantFrom("", " ", "\n", "&amp;&lt;", "&#10;", "&#xD;", "é😀", "true", "12", "]]>"),
);

function contentOf(schema: NormalizedSchema, oddities: Oddities, depth = 0): fc.Arbitrary<string> {
  if (schema.isListSchema()) {
    const element = schema.getValueSchema();
    const tag = element.getMergedTraits().xmlName ?? "member";
    const item = elementOf(tag, element, oddities, depth + 1);
    return fc.array(item, { maxLength: depth > 6 ? 0 : 3 }).map((items) => items.join(""));
  }
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].map(([name, member]) =>
      fc.oneof(
        { weight: depth > 5 ? 20 : 2, arbitrary: fc.constant("") },
        { weight: 1, arbitrary: elementOf(member.getMemberTraits().xmlName ?? name, member, oddities, depth + 1) },
      ),
    );
    return fc
      .tuple(...members)
      .chain((parts) => fc.shuffledSubarray(parts, { minLength: parts.length }))
      .map((p) => p.join(""));
  }
  if (schema.isTimestampSchema()) return fc.constantFrom("2026-11-02T06:00:00.000Z", "2026-11-02T06:00:00Z");
  if (schema.isBooleanSchema()) return fc.constantFrom("true", "false", "True", "");
  if (schema.isNumericSchema()) return fc.oneof(fc.integer().map(String), fc.constantFrom("", "1.5", "x"));
  return text;
}

function elementOf(tag: string, schema: NormalizedSchema, oddities: Oddities, depth: number): fc.Arbitrary<string> {
  return contentOf(schema, oddities, depth)
    .chain((content) =>
      content === "" ? fc.constantFrom(`<${tag}/>`, `<${tag}></${tag}>`) : fc.constant(`<${tag}>${content}</${tag}>`),
    )
    .chain(oddities.spoil);
}

describe.each(names)("random answers of %s", (name) => {
  const schema = NormalizedSchema.of(operationNamed(name).schema[5]);

  test("written plainly are read without the SDK, and as the SDK reads them", async () => {
    const documents = contentOf(schema, plainly).map((content) => answer(name, content));
    await fc.assert(
      fc.asyncProperty(documents, async (xml) => {
        expect(await readByBoth(name, xml)).toHaveProperty("reader", "the lean reader");
      }),
      { numRuns: 25 },
    );
  });

  test("written oddly are read as the SDK reads them, or left to it", async () => {
    const documents = contentOf(schema, oddly).map((content) => answer(name, content));
    await fc.assert(
      fc.asyncProperty(documents, async (xml) => {
        expect((await readByBoth(name, xml)).reader).toMatch(/^the (lean reader|SDK)$/);
      }),
      { numRuns: 40 },
    );
  });
});
