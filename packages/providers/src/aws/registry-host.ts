/** What the host name of a private ECR registry says. */
export interface EcrHost {
  /** Twelve digits. */
  readonly account: string
  /** `eu-west-1` */
  readonly region: string
  /** Reached by cryptography that FIPS 140 validates. */
  readonly fips: boolean
  /** Reached by IPv6 as well. */
  readonly dualStack: boolean
}

// The suffixes of the partitions: commercial and GovCloud, China, the European Sovereign Cloud and the isolated ones.
const SUFFIX =
  'amazonaws\\.com(?:\\.cn)?|amazonaws\\.eu|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov|csp\\.hci\\.ic\\.gov|cloud\\.adc-e\\.uk'
const DUAL_STACK_SUFFIX = 'on\\.aws|on\\.amazonwebservices\\.(?:com\\.cn|eu)'
const REGION = '[a-z]{2,4}(?:-[a-z]+)+-\\d{1,2}'

const IPV4 = new RegExp(`^(\\d{12})\\.dkr\\.ecr(-fips)?\\.(${REGION})\\.(?:${SUFFIX})$`)
const DUAL_STACK = new RegExp(`^(\\d{12})\\.dkr-ecr(-fips)?\\.(${REGION})\\.(?:${DUAL_STACK_SUFFIX})$`)

/**
 * Reads `<account>.dkr.ecr.<region>.amazonaws.com` and its variants; undefined for any other host.
 * https://docs.aws.amazon.com/general/latest/gr/ecr.html
 */
export function parseEcrHost(host: string): EcrHost | undefined {
  const name = host.toLowerCase()
  const plain = IPV4.exec(name)
  const match = plain ?? DUAL_STACK.exec(name)
  if (!match) return undefined
  const [, account = '', fips, region = ''] = match
  return { account, region, fips: fips !== undefined, dualStack: plain === null }
}
