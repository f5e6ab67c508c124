import type { FindingCode } from '../../finding.ts'
import { errorsOf, findingsOf, isAnonymous, pulls, withWhom } from '../situation.ts'
import { disproof } from './rule-out.ts'
import {
  metByAsker,
  metByOther,
  OF_THE_CREDENTIAL,
  OF_THE_MOMENT,
  OF_THE_RIGHTS,
  type Tested,
} from './tested.ts'

const WHO = 'Give the credential that printed it, or say that it is this one.'

/** What is so of the credential that was asked with, and that this tells nothing of the one that printed the line. */
function ofAnother(code: FindingCode, tested: Tested): string {
  const { asker, cannotBe, attempts } = tested
  const anonymous = attempts.find(isAnonymous)
  if (code === 'credential.breaks_public_pull' && anonymous && pulls(anonymous))
    return 'The image is public: whoever asks without a credential gets it.'
  if (cannotBe) return `${cannotBe} Give the one that printed it.`
  if (isAnonymous(asker)) return 'Give the credential that was used where the line was printed.'
  const met = metByAsker(code, tested)
  const not = met ? undefined : OF_THE_CREDENTIAL.test(code) ? disproof(code, tested) : undefined
  const here = met
    ? `So it is ${withWhom(asker)}: ${met.summary} `
    : not
      ? `It is not so ${withWhom(asker)}: ${not} `
      : ''
  return `${here}Whether ${asker.identity.name} printed the line is not known. ${WHO}`
}

/** How a limit stands now, where a registry tells it. */
function limitNow({ attempts }: Tested): string {
  for (const attempt of attempts) {
    const limit = attempt.verification.credential.rateLimit
    if (limit) return `${withWhom(attempt)} ${limit.remaining} of ${limit.limit} pulls are left now`
  }
  return 'it is not met from here now'
}

function ofTheMoment(code: FindingCode, tested: Tested): string {
  if (code === 'registry.rate_limited')
    return `A limit counts for an address or an account, and for a time: ${limitNow(tested)}. Where the line was printed, wait, log in, which raises most limits for public images too, or pull through a mirror.`
  if (code === 'registry.server_error')
    return 'Such a fault passes, and is not met from here now. Try again where the line was printed; if it stays, look at what the registry says of its state.'
  if (code.startsWith('network.') || code.startsWith('clock.'))
    return 'It is not so from here. The machine that printed the line may have another way or another clock: ask from there.'
  return 'It is not so from here and now, and may have been where the line was printed.'
}

/** What would have to be given or asked to find out whether a cause is true. */
export function whatWouldTell(code: FindingCode, tested: Tested): string {
  const { asker, attempts, asked, known, reading } = tested
  const isPersonal = OF_THE_CREDENTIAL.test(code) || OF_THE_RIGHTS.test(code)
  const [cause] = errorsOf(asker)
  if (code === 'credential.not_used' && reading.causes[0]?.code === 'registry.rate_limited')
    return 'A login raises the limit, for public images too: log in where the line was printed.'
  if (OF_THE_MOMENT.test(code)) return ofTheMoment(code, tested)
  if (asked.other && !OF_THE_CREDENTIAL.test(code))
    return `${asked.other.image} was not asked for: ask for that.`
  if (code === 'credential.not_used' && !attempts.some(pulls))
    return 'No credential that was tried pulls the image: give the one that does.'
  if (code === 'credential.not_used' && pulls(asker))
    return `The image can be pulled ${withWhom(asker)}; whether the line is of a pull without that is not known.${reading.vague && !reading.refusal ? ' An earlier event says why it failed.' : ''}`
  if (isPersonal && !known) return ofAnother(code, tested)
  if (isPersonal && (reading.push || code === 'push.denied' || code === 'scope.write_packages_missing')) {
    if (isAnonymous(asker)) return 'Give the credential that pushed, and ask for the push as well.'
    if (!asked.push) return 'Ask for the push as well.'
  }
  if (/^(?:platform|manifest)\./.test(code) && !asked.platform)
    return 'Name the platform of the machine that ran it, such as linux/arm64.'
  if (code === 'blob.missing' && attempts.some(pulls))
    return 'Of one platform the beginning of one layer was read, which is there; others were not asked for.'
  const own = metByAsker(code, tested)
  if (own) return `${own.summary} Which of the two it is the registry does not tell.`
  const met = metByOther(code, tested)
  if (met) return `${met} Whether it is so ${withWhom(asker)} too was not reached.`
  if (code === 'token.expired' && cause?.code === 'token.refused')
    return `The answer to an expired credential is no other one: ${cause.summary}`
  if (code === 'token.expired' && cause?.code === 'pull.denied' && !isAnonymous(asker))
    return 'Some registries let an account log in that has ended, and refuse each pull: look when it ends where it was made.'
  if (cause) return `It was not reached: ${cause.summary}`
  return findingsOf(asker).length === 0 && known
    ? 'Nothing that was asked tells; it may have been so when the line was printed.'
    : 'Nothing that was asked tells; the machine that printed the line may differ from this one.'
}
