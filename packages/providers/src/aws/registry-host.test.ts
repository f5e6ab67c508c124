import { expect, test } from 'vitest'
import { type EcrHost, parseEcrHost } from './registry-host.ts'

const host = (region: string, facts: Partial<EcrHost> = {}): EcrHost => ({
  account: '111122223333',
  region,
  fips: false,
  dualStack: false,
  ...facts,
})

test.each<[string, EcrHost | undefined]>([
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', host('eu-west-1')],
  ['111122223333.dkr.ecr.us-gov-west-1.amazonaws.com', host('us-gov-west-1')],
  ['111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', host('cn-north-1')],
  ['111122223333.dkr.ecr-fips.us-east-1.amazonaws.com', host('us-east-1', { fips: true })],
  ['111122223333.dkr-ecr.eu-west-1.on.aws', host('eu-west-1', { dualStack: true })],
  ['111122223333.dkr-ecr-fips.us-east-2.on.aws', host('us-east-2', { fips: true, dualStack: true })],
  ['111122223333.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn', host('cn-north-1', { dualStack: true })],
  ['111122223333.dkr.ecr.us-iso-east-1.c2s.ic.gov', host('us-iso-east-1')],
  ['1111.dkr.ecr.eu-west-1.amazonaws.com', undefined],
  ['dkr.ecr.eu-west-1.amazonaws.com', undefined],
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com.evil.example', undefined],
  ['111122223333.dkr.ecr.eu-west-1.on.aws', undefined],
  ['x111122223333.dkr.ecr.eu-west-1.amazonaws.com', undefined],
  ['public.ecr.aws', undefined],
])('%s', (name, expected) => {
  expect(parseEcrHost(name)).toEqual(expected)
})
