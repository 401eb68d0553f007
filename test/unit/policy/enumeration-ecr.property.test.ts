import { holdToEnumeration } from "./oracle/held.ts";
import { ecrPool } from "./oracle/pools.ts";

holdToEnumeration(ecrPool);
