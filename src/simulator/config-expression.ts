import { ServiceError } from "./service-error.ts";

/** A query in the part of AWS Config's SQL that is simulated: no OR, NOT, LIKE, BETWEEN, and COUNT(*) alone. */
export interface Query {
  select: readonly string[];
  /** All of them have to hold: the property is one of the values. */
  where: readonly { property: string; values: readonly string[] }[];
  /** At most three; empty where nothing is aggregated. */
  groupBy: readonly string[];
  orderBy: readonly { property: string; isDescending: boolean }[];
}

export const count = "COUNT(*)";

type Row = Readonly<Record<string, unknown>>;

/** @throws ServiceError InvalidExpressionException */
export function parseExpression(expression: string): Query {
  const read = createReader(expression);
  read.keyword("SELECT");
  const select = readList(() => readSelected(read));
  const where = read.isNext("WHERE") ? readConditions(read) : [];
  const groupBy = read.isNext("GROUP") ? (read.keyword("BY"), readList(() => read.property())) : [];
  const orderBy = read.isNext("ORDER") ? (read.keyword("BY"), readList(() => readOrder(read))) : [];
  read.end();
  const plain = select.filter((property) => property !== count);
  if (groupBy.length > 3) throw invalid("GROUP BY takes up to three properties");
  if (plain.length < select.length !== groupBy.length > 0) throw invalid("COUNT and GROUP BY go together");
  if (groupBy.length > 0 && plain.some((property) => !groupBy.includes(property))) {
    throw invalid("a selected property is not in GROUP BY");
  }
  return { select, where, groupBy, orderBy };

  function readList<T>(readOne: () => T): T[] {
    const list = [readOne()];
    while (read.isNext(",")) list.push(readOne());
    return list;
  }
}

function readSelected(read: Reader): string {
  if (!read.isNext("COUNT")) return read.property();
  for (const token of ["(", "*", ")"]) read.keyword(token);
  return count;
}

function readConditions(read: Reader): Query["where"] {
  const conditions = [];
  do {
    const property = read.property();
    if (read.isNext("=")) {
      conditions.push({ property, values: [read.text()] });
      continue;
    }
    read.keyword("IN");
    read.keyword("(");
    const values = [read.text()];
    while (read.isNext(",")) values.push(read.text());
    read.keyword(")");
    conditions.push({ property, values });
  } while (read.isNext("AND"));
  return conditions;
}

function readOrder(read: Reader): Query["orderBy"][number] {
  const property = read.property();
  const isDescending = read.isNext("DESC");
  if (!isDescending) read.isNext("ASC");
  return { property, isDescending };
}

interface Reader {
  /** Takes the token if it is this one; keywords in any letter case. */
  isNext(token: string): boolean;
  keyword(token: string): void;
  property(): string;
  text(): string;
  end(): void;
}

function createReader(expression: string): Reader {
  const tokens = tokenize(expression);
  let at = 0;
  const isNext = (token: string): boolean => {
    const isSame = tokens[at]?.toUpperCase() === token;
    if (isSame) at += 1;
    return isSame;
  };
  const take = (form: RegExp, what: string): string => {
    const token = tokens[at] ?? "";
    if (!form.test(token)) throw invalid(token === "" ? `${what} is missing` : `${what} is expected, not ${token}`);
    at += 1;
    return token;
  };
  return {
    isNext,
    keyword(token) {
      if (!isNext(token)) throw invalid(`${token} is expected`);
    },
    property: () => take(/^[a-z][\w.]*$/, "a property"),
    text: () => take(/^'/, "a text").slice(1, -1),
    end() {
      if (at < tokens.length) throw invalid(`${tokens[at] ?? ""} is not supported`);
    },
  };
}

function tokenize(expression: string): string[] {
  const tokens = expression.match(/'[^']*'|[\w.]+|[(),=*]|\S/g) ?? [];
  if (tokens.some((token) => /^(ALL|AS|DISTINCT|FROM|HAVING|JOIN|UNION|NULL)$/i.test(token))) {
    throw invalid("ALL, AS, DISTINCT, FROM, HAVING, JOIN, UNION and NULL are not supported");
  }
  return tokens;
}

function invalid(what: string): ServiceError {
  return new ServiceError("InvalidExpressionException", 400, `The syntax of the query is incorrect: ${what}`);
}

/** The rows that a query answers, in its order, or in that of the items. */
export function runQuery({ select, where, groupBy, orderBy }: Query, items: readonly Row[]): Row[] {
  const found = items.filter((item) => where.every(({ property, values }) => values.includes(String(item[property]))));
  const rows = groupBy.length > 0 ? aggregate(found, select, groupBy) : found;
  const sorted = rows.toSorted((a, b) => {
    for (const { property, isDescending } of orderBy) {
      const [left, right] = [String(a[property]), String(b[property])];
      if (left !== right) return left < right === isDescending ? 1 : -1;
    }
    return 0;
  });
  return sorted.map((row) => Object.fromEntries(select.map((property) => [property, row[property]])));
}

function aggregate(items: readonly Row[], select: readonly string[], groupBy: readonly string[]): Row[] {
  const groups = new Map<string, { row: Row; total: number }>();
  for (const item of items) {
    const key = JSON.stringify(groupBy.map((property) => item[property]));
    const group = groups.get(key) ?? { row: item, total: 0 };
    group.total += 1;
    groups.set(key, group);
  }
  return [...groups.values()].map(({ row, total }) =>
    Object.fromEntries(select.map((property) => [property, property === count ? total : row[property]])),
  );
}
