import { holdToEnumeration } from "./oracle/held.ts";
import { s3Pool } from "./oracle/pools.ts";

holdToEnumeration(s3Pool);
