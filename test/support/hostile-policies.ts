/** Endpoint policies built to blow a decision up: each gets an answer, or unknown, and never an exception. */

type Json = Record<string, unknown>;

/** Characters of an endpoint policy that AWS takes (policy-semantics 1). */
const maxLength = 20_480;

const statement = (parts: Json): Json => ({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*", ...parts });
const document = (...statements: Json[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const when = (operator: string, key: string, values: unknown): Json => ({
  Condition: { [operator]: { [key]: values } },
});

/** As many items as fit in one policy. */
function filled(make: (index: number) => string, wrap: (items: string[]) => Json): string {
  const items: string[] = [];
  let length = document(wrap([])).length;
  for (let index = 0; ; index++) {
    const item = make(index);
    length += JSON.stringify(item).length + 1;
    if (length > maxLength) return document(wrap(items));
    items.push(item);
  }
}

/** Subset construction over `*a?????b*` remembers which of the last characters were an `a`. */
const explosive = (letter: string, gap: number): string => `*${letter}${"?".repeat(gap)}b*`;
const letters = Array.from("abcdefghijklmnopqrstuvwxyz");

export const hostilePolicies: Readonly<Record<string, string>> = {
  "1,000 wildcards in one action": document(statement({ Action: `s3:${"*a".repeat(1000)}` })),
  "1,000 wildcards in one resource": document(statement({ Resource: `arn:aws:s3:::${"*a".repeat(1000)}` })),
  "1,000 wildcards in one organization": document(
    statement(when("StringLike", "aws:PrincipalOrgID", "*0".repeat(1000))),
  ),
  "resources that fill the policy": filled(
    (index) => `arn:aws:s3:::*a${index}*b`,
    (Resource) => statement({ Resource }),
  ),
  "actions that fill the policy": filled(
    (index) => `s3:*a${index}?b*`,
    (Action) => statement({ Action }),
  ),
  "accounts that fill the policy": filled(
    (index) => String(300_000_000_000 + index),
    (accounts) => statement(when("StringNotEquals", "aws:PrincipalAccount", accounts)),
  ),
  "caller ARNs that blow up determinisation": document(
    statement(
      when(
        "StringLike",
        "aws:PrincipalArn",
        letters.map((one, index) => explosive(one, 5 + index)),
      ),
    ),
  ),
  "resources that blow up determinisation": document(
    statement({ Resource: letters.map((one, index) => `arn:aws:s3:::${explosive(one, 5 + index)}`) }),
  ),
  "free keys that blow up determinisation": document(
    ...letters.map((one, index) => statement(when("StringLike", "aws:UserAgent", explosive(one, 10 + index)))),
  ),
  "organizations that blow up determinisation": document(
    statement(
      when(
        "StringLike",
        "aws:PrincipalOrgID",
        letters.map((one, index) => `o-${explosive(one, 1 + index)}`),
      ),
    ),
  ),
  "30 Denies of ten factors each": document(
    statement({}),
    ...Array.from({ length: 30 }, (_, index) => ({
      ...statement({ Action: `s3:Get${index}*`, Resource: `arn:aws:s3:::b${index}*` }),
      Effect: "Deny",
      Condition: {
        StringNotEquals: {
          "aws:PrincipalOrgID": `o-organization${index}`,
          "aws:ResourceOrgID": `o-organization${index}`,
        },
        StringLike: { "aws:UserAgent": `*${index}*`, [`aws:PrincipalTag/t${index}`]: "x*" },
      },
    })),
  ),
  "variables in every place": document(
    ...Array.from({ length: 20 }, (_, index) =>
      statement({
        Resource: `arn:aws:s3:::\${aws:PrincipalAccount}-${index}/\${aws:PrincipalTag/team}/*`,
        ...when("StringLike", "aws:ResourceAccount", ["${aws:PrincipalAccount}", `\${aws:PrincipalTag/t${index}}`]),
      }),
    ),
  ),
  "deep nesting": `{"Statement":${"[".repeat(5000)}${"]".repeat(5000)}}`,
  "deep nesting of objects": `${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`,
  "lone surrogates": document(
    statement({
      Action: "s3:\ud800*",
      Resource: "arn:aws:s3:::\udfff*",
      ...when("StringLike", "aws:UserAgent", "\ud83d*"),
    }),
  ),
  "lone surrogates as escapes": String.raw`{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:\ud800","Resource":"*"}}`,
  "prototype names as keys":
    '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"__proto__":"x","constructor":"y","aws:PrincipalTag/__proto__":"z"}}}}',
  "prototype names as operators":
    '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"__proto__":{"a":"x"},"constructor":{"toString":"v"}}}}',
  "a prototype name as an element": '{"__proto__":{"Statement":[]},"Statement":[]}',
  "a prototype name as a kind of principal":
    '{"Statement":{"Effect":"Allow","Principal":{"__proto__":"*"},"Action":"*","Resource":"*"}}',
  "a prototype name as a variable": document(
    statement(when("StringEquals", "aws:UserAgent", ["${__proto__}", "${constructor}", "${toString, 'x'}"])),
  ),
};
