import { describeExhibit, type Exhibit, type StatementsExhibit, type ZonesExhibit } from "../../wording.ts";
import { element, type Element } from "../markup.ts";
import { drawPath } from "./path-drawing.ts";

export function showExhibit(exhibit: Exhibit): Element {
  if (exhibit.kind === "path") return drawPath(exhibit);
  return exhibit.kind === "zones" ? showZones(exhibit) : showStatements(exhibit);
}

/** Zone by zone, in words and colours: where the endpoint is, where its consumers are. */
function showZones(exhibit: ZonesExhibit): Element {
  const { covered, eligible, consumers, missing } = exhibit;
  const zones = [...new Set([...covered, ...eligible, ...consumers, ...missing])].sort();
  const items = zones.map((zone) => {
    const isCovered = covered.includes(zone);
    const hasConsumers = consumers.includes(zone);
    const tone = isCovered ? "pass" : missing.includes(zone) ? "fail" : "idle";
    const words = `${isCovered ? "served" : "not served"}${hasConsumers ? ", has consumers" : ""}`;
    return element("li", { class: tone }, element("b", {}, zone), element("span", {}, words));
  });
  const caption = element("figcaption", {}, exhibit.title);
  return element(
    "figure",
    { class: "zones" },
    caption,
    element("ul", { "aria-label": describeExhibit(exhibit).join("; ") }, items),
  );
}

function showStatements({ title, verdict, statements, witness, tighter }: StatementsExhibit): Element {
  const items = statements.map(({ index, sid, effect, why }) =>
    element(
      "li",
      {},
      element("b", { class: effect.toLowerCase() === "deny" ? "deny" : "allow" }, effect),
      element("span", { class: "sid" }, sid === undefined ? `statement ${index}` : `statement ${index} (${sid})`),
      element("span", {}, why),
    ),
  );
  const admitted =
    witness === undefined ? undefined : element("p", { class: "witness" }, "Admits: ", element("code", {}, witness));
  const caption = element("figcaption", {}, `${title}: `, element("b", {}, verdict));
  return element("figure", { class: "statements" }, caption, element("ul", {}, items), admitted, showTighter(tighter));
}

/** Collapsed, and in one block that can be selected and copied as it is: a line of text for each line of the policy. */
function showTighter(tighter: StatementsExhibit["tighter"]): Element | undefined {
  if (tighter === undefined) return undefined;
  if (tighter.policy === undefined) return element("p", { class: "tighter" }, tighter.summary);
  return element(
    "details",
    { class: "tighter" },
    element("summary", {}, "A tighter policy: ", tighter.summary),
    element(
      "pre",
      {},
      tighter.policy.split("\n").map((line) => element("span", {}, line)),
    ),
  );
}
