/** IP addresses and CIDR blocks, as the operators IpAddress and NotIpAddress read them. */

export interface AddressBlock {
  /** Bits of an address: 32 or 128. */
  width: 32 | 128;
  first: bigint;
  last: bigint;
}

/** An address, or a block in CIDR notation; undefined for anything else. An address is a block of one. */
export function readBlock(text: string): AddressBlock | undefined {
  const [address = "", length, ...more] = text.split("/");
  if (more.length > 0 || (length !== undefined && !/^\d{1,3}$/u.test(length))) return undefined;
  const read = address.includes(":") ? readSix(address) : readFour(address);
  if (read === undefined) return undefined;
  const { width, value } = read;
  const prefix = length === undefined ? width : Number(length);
  if (prefix > width) return undefined;
  const host = (1n << BigInt(width - prefix)) - 1n;
  return { width, first: value & ~host, last: value | host };
}

export function contains(block: AddressBlock, address: AddressBlock): boolean {
  return block.width === address.width && block.first <= address.first && address.last <= block.last;
}

export function formatAddress(width: 32 | 128, value: bigint): string {
  const size = width === 32 ? 8n : 16n;
  const parts = Array.from({ length: width === 32 ? 4 : 8 }, (_, at) => {
    const part = (value >> (BigInt(width) - size * BigInt(at + 1))) & ((1n << size) - 1n);
    return part.toString(width === 32 ? 10 : 16);
  });
  return parts.join(width === 32 ? "." : ":");
}

interface Read {
  width: 32 | 128;
  value: bigint;
}

function readFour(text: string): Read | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/u.test(part) && Number(part) < 256)) return undefined;
  return { width: 32, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function readSix(text: string): Read | undefined {
  const [head = "", tail, ...more] = text.split("::");
  const groupsOf = (side: string): string[] => (side === "" ? [] : side.split(":"));
  const [before, after] = [groupsOf(head), groupsOf(tail ?? "")];
  const missing = 8 - before.length - after.length;
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  if (!groups.every((group) => /^[\da-f]{1,4}$/iu.test(group))) return undefined;
  return { width: 128, value: groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n) };
}
