/** A part of AWS that shares no accounts with the others, as ARNs name it. */
export type Partition =
  | 'aws'
  | 'aws-cn'
  | 'aws-us-gov'
  | 'aws-eusc'
  | 'aws-iso'
  | 'aws-iso-b'
  | 'aws-iso-e'
  | 'aws-iso-f'

const BY_PREFIX: readonly (readonly [prefix: string, partition: Partition])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-iso-', 'aws-iso'],
]

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const partitionOf = (region: string): Partition =>
  BY_PREFIX.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws'

/** Where every account of the commercial partition is at home. */
export const HOME_REGION = 'us-east-1'

// Those that are on for every account. All that came after March 2019 are off until the account's owner enables them.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
const ALWAYS_ON = new Set([
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
])

/** Whether an account has to enable the region before it exists for its keys. */
export const isOptIn = (region: string): boolean => partitionOf(region) === 'aws' && !ALWAYS_ON.has(region)

const CONSOLE: Readonly<Partial<Record<Partition, string>>> = {
  aws: 'https://console.aws.amazon.com',
  'aws-cn': 'https://console.amazonaws.cn',
  'aws-us-gov': 'https://console.amazonaws-us-gov.com',
}

/** The web console's address for a page such as `/iam/home#/users`; undefined where it has no public one. */
export function consoleLink(region: string, page: string): string | undefined {
  const origin = CONSOLE[partitionOf(region)]
  return origin && `${origin}${page}`
}
