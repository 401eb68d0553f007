import fc from "fast-check";
import type { PolicyContext } from "../../../../src/policy/context.ts";
import type { Pool } from "./pools.ts";

type Json = Record<string, unknown>;

export interface Generated {
  document: string;
  context: PolicyContext;
}

/** A policy of the pool, each of whose parts is one of the pool's. */
export function policiesOf(pool: Pool): fc.Arbitrary<Generated> {
  const oneOrMore = (values: readonly string[]): fc.Arbitrary<string | string[]> =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...values) },
      { weight: 1, arbitrary: fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) }) },
    );
  const element = (name: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<Json> =>
    fc.tuple(fc.constantFrom(name, name, name, name, `Not${name}`), values).map(([key, value]) => ({ [key]: value }));
  const atom = fc.constantFrom(...pool.conditions).chain(({ key, operators, values }) =>
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(
            fc.constantFrom(...operators),
            fc.constantFrom("", "", "", "", "ForAnyValue:", "ForAllValues:"),
            fc.constantFrom("", "", "", "IfExists"),
            oneOrMore(values),
          )
          .map(([operator, set, ifExists, some]): Json => ({ [`${set}${operator}${ifExists}`]: { [key]: some } })),
      },
      { weight: 1, arbitrary: fc.constantFrom("true", "false").map((value): Json => ({ Null: { [key]: value } })) },
    ),
  );
  const statement = fc
    .tuple(
      fc.constantFrom("Allow", "Allow", "Deny"),
      element("Principal", fc.constantFrom(...pool.principals)),
      element("Action", oneOrMore(pool.actionPatterns)),
      element("Resource", oneOrMore(pool.resourcePatterns)),
      fc.array(atom, { maxLength: 3 }),
    )
    .map(([Effect, principal, action, resource, atoms]): Json => {
      const Condition = Object.assign({}, ...atoms) as Json;
      const condition = Object.keys(Condition).length === 0 ? {} : { Condition };
      return { Effect, ...principal, ...action, ...resource, ...condition };
    });
  return fc
    .tuple(
      fc.constantFrom("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"),
      fc.array(statement, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...pool.contexts),
    )
    .map(([Version, Statement, context]) => ({ document: JSON.stringify({ Version, Statement }), context }));
}
