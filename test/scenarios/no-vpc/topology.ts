import type { Topology } from "../../support/snapshot.ts";
import { place } from "../../support/topology.ts";

export const topology: Topology = { places: [place({}), place({ region: "eu-west-1" })] };
