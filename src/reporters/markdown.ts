import { toPlainText } from "./plain-text.ts";

/** Text that Markdown shows as it stands: CommonMark lets every ASCII punctuation character be escaped. */
export function escapeMarkdown(text: string): string {
  return toPlainText(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

/** The address as a URL may stand in Markdown, HTML or SARIF; undefined unless it is https. */
export function safeLink(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "https:" ? url.href : undefined;
}

/** A link that shows its own address; text where it is not https. */
export function markdownLink(address: string): string {
  const href = safeLink(address);
  const shown = escapeMarkdown(address);
  return href === undefined ? shown : `[${shown}](<${href.replace(/[<>\\]/g, encodeURIComponent)}>)`;
}
