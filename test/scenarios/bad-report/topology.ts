export { topology } from "../plain-case-before/topology.ts";
