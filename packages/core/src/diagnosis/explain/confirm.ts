import type { Finding, FindingCode } from '../../finding.ts'
import { isAnonymous, pulls, withWhom } from '../situation.ts'
import { metByAsker, metByOther, OF_THE_CREDENTIAL, type Tested, type Verdict, verdict } from './tested.ts'

// ghcr.io and Docker Hub answer alike to what is not there and to what is not for the caller.
const isHidden = ({ code, evidence }: Finding): boolean =>
  code === 'package.not_found' && !evidence.some(({ answered }) => /^404\b/.test(answered))

/**
 * That a cause is true: the words tell it themselves, or whoever printed the line met just this. What hangs on who asks
 * is confirmed of the one that is known to have printed it, and of no other.
 */
export function confirmed(code: FindingCode, tested: Tested): Verdict | undefined {
  const { reading, known, asker, findings } = tested
  const met = metByAsker(code, tested)
  if (reading.told.includes(code))
    return verdict('confirmed', known && met ? met.summary : 'The line says so itself.')
  if (code === 'credential.not_used') {
    // Known by elimination, whoever printed it: see conclusions/unused-credential.ts.
    const unused = findings.find((finding) => finding.code === code && finding.severity === 'error')
    return unused && verdict('confirmed', unused.summary)
  }
  const isPersonal = OF_THE_CREDENTIAL.test(code) || /^(?:pull|push)\./.test(code)
  if (met && (known || !isPersonal) && !isHidden(met)) {
    const chosen = tested.attempts.find((attempt) => attempt.chosen)
    const other = isAnonymous(asker) && chosen && chosen !== asker && pulls(chosen)
    const shown = other
      ? `Met ${withWhom(asker)}: ${met.summary} It is pulled ${withWhom(chosen)}.`
      : met.summary
    return verdict('confirmed', shown)
  }
  const byOther = isPersonal ? undefined : metByOther(code, tested)
  return byOther === undefined ? undefined : verdict('confirmed', byOther)
}
