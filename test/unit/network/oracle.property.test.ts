import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCidr } from "../../../src/network/cidr.ts";
import { parseDestination } from "../../../src/network/destination.ts";
import type { Path } from "../../../src/network/path.ts";
import { tracePath } from "../../../src/network/trace.ts";
import { networkAmong } from "./organization.ts";
import { addressOf, holds, walkOneAddress } from "./oracle.ts";
import { placesOf, randomOrganization, world } from "./random-organization.ts";
import type { RandomOrganization } from "./random-organization.ts";
import { subnetOf, word } from "./support.ts";

/** Named in the output, so that a failure elsewhere can be run again: PROPERTY_SEED=... */
const seed = Number(process.env["PROPERTY_SEED"] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env["PROPERTY_RUNS"] ?? 10_000);
const first = addressOf(world.first);
const addresses = Array.from({ length: world.count }, (_, offset) => first + offset);

function endsOf({ pieces }: Path): Map<number, string> {
  const ends = new Map<number, string>();
  for (const piece of pieces) {
    for (const text of piece.ranges) {
      const cidr = parseCidr(text);
      if (cidr === undefined) throw new Error(text);
      for (let address = Number(cidr.start); address <= Number(cidr.end); address++) {
        if (ends.has(address)) throw new Error(`${address} is in two pieces`);
        ends.set(address, word(piece.via));
      }
    }
  }
  return ends;
}

function expected(random: RandomOrganization, asked: readonly number[]): Map<number, string> {
  return new Map(asked.map((address) => [address, walkOneAddress(random, 0, address)]));
}

const byAddress = ([a]: [number, string], [b]: [number, string]) => a - b;

describe(`random organizations, seed ${seed}`, () => {
  test(`${numRuns} topologies: every address of S3 and of a CIDR ends where a walk of that one address ends (1.5, 1.11, 2.10)`, () => {
    process.stdout.write(`random organizations: seed ${seed}, ${numRuns} runs\n`);
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(randomOrganization, (random) => {
        const network = networkAmong(placesOf(random));
        const from = subnetOf(network, "subnet-0-spoke");
        const cidr = `${world.first}/28`;
        const inS3 = addresses.filter((address) => random.lists.s3.some((list) => holds(list, address)));
        const ends = endsOf(tracePath(network, from, "s3", "ipv4"));
        expect([...ends].toSorted(byAddress)).toEqual([...expected(random, inS3)]);
        const all = endsOf(tracePath(network, from, parseDestination(cidr) ?? "s3", "ipv4"));
        expect([...all].toSorted(byAddress)).toEqual([...expected(random, addresses)]);
        for (const end of new Set(ends.values())) seen.set(end, (seen.get(end) ?? 0) + 1);
      }),
      { seed, numRuns },
    );
    // A generator that never gets anywhere would prove nothing.
    const reached = [
      "nat-gateway",
      "nat-instance",
      "central-nat",
      "internet-gateway",
      "gateway-endpoint",
      "on-premises",
    ];
    expect(reached.filter((end) => (seen.get(end) ?? 0) < numRuns / 200)).toEqual([]);
  }, 600_000);
});
