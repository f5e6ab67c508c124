import { type Finding, finding } from '@fairlead/core'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import { LINKS } from './addresses.ts'

// The limit of all requests answers "Too Many Requests" and no more, that of pulls says so and links its page.
// https://docs.docker.com/docker-hub/usage/ https://github.com/docker/hub-feedback/issues/1907
const PULL_LIMIT = /pull rate limit|(?:increase|download)-rate-limit/i

export interface WhoIsLimited {
  readonly anonymous: boolean
  /** An answer about a manifest said that no pulls are left. */
  readonly noneLeft: boolean
}

/** Which of Docker Hub's two limits is met: a login or a plan raises that of pulls alone. */
export const rateLimited = (failure: RegistryFailure, { anonymous, noneLeft }: WhoIsLimited): Finding =>
  noneLeft || PULL_LIMIT.test(failure.ociMessage) ? pullsUsedUp(failure, anonymous) : tooManyRequests(failure)

const pullsUsedUp = ({ evidence, ociMessage }: RegistryFailure, anonymous: boolean): Finding =>
  finding('registry.rate_limited', {
    summary: `The pulls that Docker Hub allows ${anonymous ? 'this address without an account' : 'the account'} are used up${ociMessage ? ` ("${ociMessage}")` : ''}.`,
    evidence,
    remedy: {
      action: anonymous
        ? 'Wait for the window to pass, or connect with an account, whose limit is higher and not shared with the neighbours.'
        : 'Wait for the window to pass, or take a plan with more pulls.',
      link: LINKS.limits,
    },
  })

const tooManyRequests = ({ evidence }: RegistryFailure): Finding =>
  finding('registry.rate_limited', {
    summary:
      'Docker Hub takes no more requests from this address for now: it says nothing of pulls, so this is its limit of all requests of an address, which is the same for every account and plan.',
    evidence,
    remedy: {
      action:
        'Send fewer requests: look for what asks Docker Hub in a loop, or many times at once, from behind this address; wait some minutes, and pull through a mirror.',
      link: LINKS.requestLimit,
    },
  })
