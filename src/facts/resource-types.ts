import { endpointServiceType } from "./endpoint-service.ts";
import { natGatewayType } from "./nat-gateway.ts";
import type { Place } from "./place.ts";
import { routeTableType, routeType } from "./route-table.ts";
import { subnetType } from "./subnet.ts";
import type { ResourceType } from "./vocabulary.ts";
import { vpcEndpointType } from "./vpc-endpoint.ts";
import { vpcType } from "./vpc.ts";

/** THE VOCABULARY: what a rule may judge, and what it may ask of it. */
export const resourceTypes: readonly ResourceType<Place, unknown>[] = [
  vpcType,
  subnetType,
  routeTableType,
  routeType,
  natGatewayType,
  vpcEndpointType,
  endpointServiceType,
];
