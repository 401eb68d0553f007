import type { Answers } from "../../src/snapshot/apis.ts";

/** AWS keeps the first four addresses of a subnet for itself. */
const firstFree = 4;

/** Gives every interface an address of its subnet, and every public NAT gateway its interface's and a public one. */
export function giveAddresses(answers: Answers): Answers {
  const interfaces = giveInterfaceAddresses(answers);
  const addressOf = new Map(interfaces.map((each) => [each.NetworkInterfaceId, each.PrivateIpAddress]));
  const gateways = (answers.DescribeNatGateways?.NatGateways ?? []).map((gateway, index) => ({
    ...gateway,
    NatGatewayAddresses: (gateway.NatGatewayAddresses ?? []).map((each) => {
      const own = addressOf.get(each.NetworkInterfaceId);
      // 203.0.113.0/24 is set aside for documentation (RFC 5737).
      return { ...each, PublicIp: `203.0.113.${10 + index}`, ...(own === undefined ? {} : { PrivateIp: own }) };
    }),
  }));
  return {
    ...answers,
    DescribeNetworkInterfaces: { NetworkInterfaces: interfaces },
    DescribeNatGateways: { NatGateways: gateways },
  };
}

function giveInterfaceAddresses(answers: Answers) {
  const subnets = answers.DescribeSubnets?.Subnets ?? [];
  const starts = new Map(
    subnets.map((subnet) => [subnet.SubnetId, subnet.CidrBlock?.split("/")[0]?.split(".").map(Number)]),
  );
  const taken = new Map<string | undefined, number>();
  return (answers.DescribeNetworkInterfaces?.NetworkInterfaces ?? []).map((each) => {
    const [a, b, c, d] = starts.get(each.SubnetId) ?? [];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return each;
    const index = taken.get(each.SubnetId) ?? 0;
    taken.set(each.SubnetId, index + 1);
    const PrivateIpAddress = [a, b, c, d + firstFree + index].join(".");
    return { ...each, PrivateIpAddress, PrivateIpAddresses: [{ Primary: true, PrivateIpAddress }] };
  });
}
