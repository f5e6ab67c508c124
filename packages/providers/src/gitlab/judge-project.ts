import { finding } from '@fairlead/core'
import { lessFacts } from '../verification/less-facts.ts'
import type { Party } from '../verification/network-finding.ts'
import { found, passed, skipped, type Verdict } from '../verification/outcome.ts'
import { isReply } from '../verification/vendor-api.ts'
import type { GitlabLinks } from './addresses.ts'
import { type GitlabQuestions, type Project, projectPaths, readProject } from './api.ts'

export interface ProjectVerdict extends Verdict {
  readonly project?: Project
}

const isOff = ({
  container_registry_access_level: level,
  container_registry_enabled: enabled,
}: Project): boolean => (level === undefined ? enabled === false : level === 'disabled')

/** Whether the project of an image is there for this token, and its registry on. */
export async function judgeProject(
  ask: GitlabQuestions,
  party: Party,
  links: GitlabLinks,
  repository: string,
): Promise<ProjectVerdict> {
  const paths = projectPaths(repository)
  const answers = await Promise.all(paths.map((path) => ask.project(path)))
  const evidence = answers.map(({ exchange }) => exchange)
  const project = answers.map(readProject).find((each) => each !== undefined)
  if (project && isOff(project)) {
    const { path_with_namespace: path } = project
    const told = finding('registry.disabled', {
      summary: `The container registry of the project ${path} is turned off.`,
      evidence,
      remedy: {
        action:
          'Turn the container registry on in the settings of the project (Visibility, project features).',
        link: links.features(path),
      },
    })
    return { outcome: found([told]), cause: { code: told.code, text: 'the registry of the project is off' } }
  }
  if (project)
    return {
      outcome: passed(`The project is ${project.path_with_namespace}, and its registry is on.`),
      project,
    }
  if (paths.length > 0 && answers.every((answer) => isReply(answer, 404))) {
    const told = finding('package.not_found', {
      summary: `GitLab shows this token no project at ${paths.join(' or ')}: there is none, or the token may not see it.`,
      evidence,
      remedy: {
        action:
          'Correct the path of the image (<group>/<project>[/<image>]), make the user of the token a member of the project with the role Reporter or more, or check whether the group is restricted to other IP addresses.',
        link: links.project(paths.at(-1) ?? ''),
      },
    })
    return { outcome: found([told]), cause: { code: told.code, text: 'GitLab shows no such project' } }
  }
  const trouble = answers.map((answer) => lessFacts(party, answer)).find((each) => each !== undefined)
  return {
    outcome: trouble ? found([trouble]) : skipped('GitLab does not tell about the project of the image.'),
  }
}
