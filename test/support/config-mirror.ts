import { answerFromConfig, type AnsweredPlace } from "../../src/collectors/config/place-answers.ts";
import { readItem, type ConfigurationItem } from "../../src/collectors/config/queries.ts";
import { recordedItems } from "../../src/simulator/config-items.ts";
import type { AccountRegion } from "../../src/snapshot/format.ts";

/** What a query of AWS Config would answer about a place, through the text that goes over the wire. */
export function configurationItems(place: AccountRegion): ConfigurationItem[] {
  return recordedItems(place).map((item) => readItem(JSON.stringify(item)));
}

interface MirrorOptions {
  /** Whether Config knows a type in the Region; every type where absent. */
  isKnownType?: (region: string, type: string) => boolean;
}

/** The answers that Config gives in EC2's place about the same resources. */
export function answerOf(place: AccountRegion, { isKnownType = () => true }: MirrorOptions = {}): AnsweredPlace {
  const { account, region } = place;
  return answerFromConfig({
    account,
    region,
    items: configurationItems(place),
    failures: new Map(),
    isKnownType: (type) => isKnownType(region, type),
    whyNot: undefined,
    askedAt: "2026-11-02T07:00:00.000Z",
  });
}

/** A place as it is judged when AWS Config was asked instead of EC2. */
export function throughConfig(place: AccountRegion, options?: MirrorOptions): AccountRegion {
  const { row, file } = answerOf(place, options);
  return { ...file, gaps: row.gaps, ...(row.fromConfig === undefined ? {} : { fromConfig: row.fromConfig }) };
}
