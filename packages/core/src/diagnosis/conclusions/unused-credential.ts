import { type Finding, finding } from '../../finding.ts'
import type { LineReading } from '../explain/read-line.ts'
import { errorsOf, evidenceOf, isAnonymous, pulls, type Situation, withWhom } from '../situation.ts'

/** The line tells of a refusal, or of an image that did not come where a refusal is not told. */
const tellsOfRefusal = ({ refusal, push, causes }: LineReading): boolean =>
  !push && (refusal || causes.some(({ code }) => code === 'credential.not_used'))

/**
 * The line tells of a refusal, and the image can be pulled with the credential but not without: so whoever printed it
 * asked without the credential, or with another one. Not where something is wrong with the one that is chosen: then
 * the line may well be about that.
 */
export function unusedCredential(
  { subject, chosen, anonymous }: Situation,
  reading: LineReading | undefined,
): readonly Finding[] {
  if (!reading || !tellsOfRefusal(reading) || isAnonymous(chosen) || !pulls(chosen) || pulls(anonymous))
    return []
  if (errorsOf(chosen).length > 0) return []
  const tool = reading.tool ?? 'whoever printed the line'
  return [
    finding('credential.not_used', {
      summary: `${subject.name} can be pulled ${withWhom(chosen)}, so ${tool} asked without that credential, or with another one.`,
      evidence: [
        evidenceOf(chosen),
        { asked: 'the pull without a credential', answered: errorsOf(anonymous)[0]?.summary ?? 'refused' },
      ],
      remedy: { action: whereItBelongs(reading.tool, subject.host) },
    }),
  ]
}

function whereItBelongs(tool: string | undefined, host: string): string {
  switch (tool) {
    case 'kubelet':
    case 'containerd':
      return `Name a pull secret for ${host} in imagePullSecrets of the pod or of its service account, in the same namespace.`
    case 'Docker':
      return `Log in on the machine, and as the user, that pulls: \`docker login ${host}\`; in a swarm deploy with --with-registry-auth.`
    case 'GitHub Actions':
      return `Log in to ${host} in the same job, before the step that failed.`
    case 'Helm':
      return `Log in where Helm runs: \`helm registry login ${host}\`.`
    default:
      return `Give the credential for ${host} to the tool that printed the line, on the machine where it runs.`
  }
}
