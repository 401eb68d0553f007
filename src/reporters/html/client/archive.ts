import type { Finding } from "../../../report/report.ts";
import { chunkBlock, chunkSize, indexBlock, type FindingIndex } from "../archive-shape.ts";

/** Opened chunks that are kept: enough to go up and down in the list without unpacking again. */
const mostKept = 8;

const kept = new Map<number, Promise<Finding[]>>();

export async function readIndex(): Promise<FindingIndex> {
  return (await readBlock(indexBlock)) as FindingIndex;
}

export async function readFinding(row: number): Promise<Finding | undefined> {
  const findings = await readChunk(Math.floor(row / chunkSize));
  return findings[row % chunkSize];
}

function readChunk(chunk: number): Promise<Finding[]> {
  const known = kept.get(chunk);
  if (known !== undefined) return known;
  const reading = readBlock(chunkBlock(chunk)) as Promise<Finding[]>;
  kept.set(chunk, reading);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return reading;
}

async function readBlock(id: string): Promise<unknown> {
  const block = document.getElementById(id);
  if (block === null) throw new Error(`the page has no ${id}`);
  const text = block.textContent;
  return JSON.parse(block.getAttribute("type") === "application/gzip" ? await unpack(text) : text);
}

function unpack(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
