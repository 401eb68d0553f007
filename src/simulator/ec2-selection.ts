import type { Ec2Operation } from "./ec2-operations.ts";
import type { Input } from "./query-input.ts";
import { invalidParameterValue, ServiceError } from "./service-error.ts";
import { isRecord } from "./xml.ts";

type Items = readonly unknown[];

/** The items that the request asks for, by ids and by filters. @throws ServiceError for what cannot be honoured. */
export function selectItems(items: Items, operation: Ec2Operation, input: Input): Items {
  const named = (operation.ids ?? []).reduce((rest, selector) => selectByIds(rest, selector, input), items);
  return readFilters(input).reduce((rest, filter) => applyFilter(rest, operation, filter), named);
}

function selectByIds(items: Items, selector: NonNullable<Ec2Operation["ids"]>[number], input: Input): Items {
  const asked = input[selector.parameter];
  if (!Array.isArray(asked)) return items;
  const ids = new Set(asked.map(String));
  const present = new Set(items.map((item) => member(item, selector.member)));
  const missing = [...ids].filter((id) => !present.has(id));
  if (missing.length > 0) {
    throw new ServiceError(selector.notFound, 400, `The ${selector.parameter} '${missing.join(", ")}' do not exist`);
  }
  return items.filter((item) => ids.has(member(item, selector.member)));
}

interface Filter {
  name: string;
  values: readonly string[];
}

/** DescribeNatGateways calls its filters `Filter`, every other operation `Filters`. */
function readFilters(input: Input): Filter[] {
  const filters = input["Filters"] ?? input["Filter"];
  if (!Array.isArray(filters)) return [];
  return filters.filter(isRecord).map(({ Name, Values }) => ({
    name: typeof Name === "string" ? Name : "",
    values: Array.isArray(Values) ? Values.map(String) : [],
  }));
}

function applyFilter(items: Items, operation: Ec2Operation, filter: Filter): Items {
  const filters = operation.filters ?? {};
  const by = Object.hasOwn(filters, filter.name) ? filters[filter.name] : undefined;
  if (by === undefined) throw invalidParameterValue(`The filter '${filter.name}' is invalid`);
  if (filter.values.length === 0 || filter.values.length > 200) {
    throw invalidParameterValue(`The filter '${filter.name}' takes 1 to 200 values`);
  }
  if (filter.values.some((value) => /[*?\\]/.test(value))) {
    throw invalidParameterValue(`The simulator does not simulate wildcards in the filter '${filter.name}'`);
  }
  const values = new Set(filter.values);
  return items.filter((item) => values.has(member(item, by)));
}

function member(item: unknown, name: string): string {
  const value = isRecord(item) ? item[name] : undefined;
  return typeof value === "string" || typeof value === "boolean" ? String(value) : "";
}
