import type { FindingCode } from '../../finding.ts'
import type { Attempt } from '../diagnosis.ts'
import { errorsOf, findingsOf, isAboutWhoAsks, isAnonymous, pulls, sees, withWhom } from '../situation.ts'
import { OF_THE_CREDENTIAL, OF_THE_MOMENT, type Tested, type Verdict, verdict } from './tested.ts'

/** Checks that, passed, show that a finding is not so. By the beginning of its code, the longest first. */
const DISPROVED_BY: readonly (readonly [prefix: string, checks: readonly string[]])[] = [
  ['token.malformed', ['token.format', 'token.accepted', 'credential.accepted']],
  ['token.', ['token.accepted', 'credential.accepted']],
  ['scope.missing', []],
  ['scope.', ['token.scopes']],
  ['member.', ['organization.membership']],
  ['sso.', ['organization.sso']],
  ['organization.', ['organization.policy']],
]

// A token that one of these is true of is good for nothing, so that a pull disproves them of a push, too.
const OF_ANY_ACTION = /^token\.(?!app_installation)|^scope\.(?:none|read_packages_missing)$|^account\./

const passedDetail = (attempt: Attempt, ids: readonly string[]): string | undefined =>
  attempt.verification.checks.find(({ id, status }) => status === 'passed' && ids.includes(id))?.detail

/** An answer that the asker got, to the question that the line is of, and that shows that it is not so. */
export function disproof(code: FindingCode, { asker, reading, asked }: Tested): string | undefined {
  const pulled = pulls(asker) ? `The image was pulled ${withWhom(asker)}.` : undefined
  const pushes = asker.verification.capabilities.push === 'yes'
  if (code === 'token.app_installation') {
    if (/^github-app/.test(asker.verification.credential.type)) return reading.pull ? pulled : undefined
    return passedDetail(asker, ['token.format'])
  }
  if (code === 'token.missing')
    return isAnonymous(asker) ? undefined : `There is one: ${asker.identity.name}.`
  // Which scopes are wanted hangs on what is to be done.
  if (code === 'scope.write_packages_missing' && !asked.push) return undefined
  const [, ids = []] = DISPROVED_BY.find(([prefix]) => code.startsWith(prefix)) ?? []
  const passed = passedDetail(asker, ids)
  if (passed !== undefined) return passed
  if (pushes && asked.push && reading.push) return `An upload was taken ${withWhom(asker)}.`
  return (reading.pull || OF_ANY_ACTION.test(code)) && !isAnonymous(asker) ? pulled : undefined
}

function ofTheCredential(code: FindingCode, tested: Tested): string | undefined {
  const { attempts, asker, known, reading } = tested
  const anonymous = attempts.find(isAnonymous)
  if (code === 'credential.breaks_public_pull') {
    const [first] = anonymous ? errorsOf(anonymous) : []
    if (first && isAboutWhoAsks(first.code) && !reading.push)
      return 'The image is not public: nobody pulls it without a credential.'
  }
  if (!known) return undefined
  if (code === 'credential.not_used')
    return reading.caller === 'nobody' || isAnonymous(asker)
      ? undefined
      : `It is: the line is of ${asker.identity.name}.`
  if (code === 'credential.breaks_public_pull' || code === 'identity.another_works')
    return pulls(asker) && reading.pull
      ? `The one that is used works: the image was pulled ${withWhom(asker)}.`
      : undefined
  if (/^(?:credential|identity)\./.test(code)) return undefined
  return disproof(code, tested)
}

/** What was read of the image as whoever could: the same for everyone, but for the platform. */
function ofTheImage(code: FindingCode, { attempts, asked, reading }: Tested): string | undefined {
  const sees_ = attempts.find(sees)
  if (!sees_) return undefined
  const because = pulls(sees_) ? `The image was pulled ${withWhom(sees_)}.` : findingsOf(sees_)[0]?.summary
  if (because === undefined) return undefined
  const seesTag =
    pulls(sees_) || errorsOf(sees_).some(({ code: met }) => /^(?:platform|manifest|blob)\./.test(met))
  switch (code) {
    case 'package.not_found':
      return pulls(sees_) ? because : `The image is there: ${because}`
    case 'tag.not_found':
      if (asked.other || !seesTag || reading.push) return undefined
      return pulls(sees_) ? because : `The tag is there: ${because}`
    case 'platform.missing':
    case 'manifest.missing':
      return asked.platform && !asked.other && !reading.push && pulls(sees_) ? because : undefined
    default:
      // Of a layer only the beginning is read, and of only one.
      return undefined
  }
}

function ofTheRights(code: FindingCode, { asker, known, asked }: Tested): string | undefined {
  if (!known) return undefined
  if (code === 'push.denied' && asked.push && asker.verification.capabilities.push === 'yes')
    return `An upload was taken ${withWhom(asker)}.`
  return code === 'pull.denied' && pulls(asker) ? `The image was pulled ${withWhom(asker)}.` : undefined
}

function ofTheName(code: FindingCode, { attempts, reading }: Tested): string | undefined {
  if (code === 'owner.not_found')
    return attempts
      .map((attempt) => passedDetail(attempt, ['owner.exists']))
      .find((detail) => detail !== undefined)
  // The name of the line is what counts, and nothing but its case and its host can be wrong with what was read.
  const { image } = reading
  const host = /^[^/]*[.:][^/]*\//.exec(image ?? '')
  if (image === undefined) return undefined
  if (/\.not_lowercase$/.test(code))
    return /[A-Z]/.test(image.replace(/[:@][^/]*$/, ''))
      ? undefined
      : 'The name of the image has no capital letters.'
  return code === 'image.host_assumed' && host ? `The line names the host: ${image}.` : undefined
}

/**
 * That a cause is not true: the same question was asked, as the one that printed the line where it hangs on that, and
 * the answer excludes it. What hangs on the machine or the moment is never ruled out from here.
 */
export function ruledOut(code: FindingCode, tested: Tested): Verdict | undefined {
  if (OF_THE_MOMENT.test(code)) return undefined
  if (tested.reading.pull && /^push\.|^scope\.write_/.test(code))
    return verdict('ruled-out', 'The line is of a pull.')
  const because = OF_THE_CREDENTIAL.test(code)
    ? ofTheCredential(code, tested)
    : /^(?:package|tag|platform|manifest|blob)\./.test(code)
      ? ofTheImage(code, tested)
      : /^(?:pull|push)\./.test(code)
        ? ofTheRights(code, tested)
        : ofTheName(code, tested)
  return because === undefined ? undefined : verdict('ruled-out', because)
}
