import { holdToEnumeration } from "./oracle/held.ts";
import { dynamodbPool } from "./oracle/pools.ts";

holdToEnumeration(dynamodbPool);
