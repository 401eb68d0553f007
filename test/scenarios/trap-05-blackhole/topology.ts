import type { Topology } from "../../support/snapshot.ts";
import { place, route } from "../../support/topology.ts";
import { appTable, appVpc, natApp, publicTable, toNat } from "../trap-parts.ts";

const toGone = route("0.0.0.0/0", "nat-app", { state: "blackhole" });

export const topology: Topology = { places: [place({}, ...appVpc, publicTable(), appTable(toGone))] };
export const flipped: Topology = { places: [place({}, ...appVpc, natApp, publicTable(), appTable(toNat))] };
