import type { Command } from './command.ts'
import { addCluster } from './commands/cluster-add.ts'
import { checkCluster } from './commands/cluster-check.ts'
import { editCluster } from './commands/cluster-edit.ts'
import { listClusters } from './commands/cluster-list.ts'
import { clusterRbac } from './commands/cluster-rbac.ts'
import { create } from './commands/container-create.ts'
import { deploy } from './commands/container-deploy.ts'
import { history } from './commands/container-history.ts'
import { listContainers } from './commands/container-list.ts'
import { logs } from './commands/container-logs.ts'
import { redeploy } from './commands/container-redeploy.ts'
import { removeContainer } from './commands/container-remove.ts'
import { restart } from './commands/container-restart.ts'
import { rollback } from './commands/container-rollback.ts'
import { status } from './commands/container-status.ts'
import { stop } from './commands/container-stop.ts'
import { variables } from './commands/container-variables.ts'
import { credentialProvider } from './commands/credential-provider.ts'
import { doctor } from './commands/doctor.ts'
import { help } from './commands/help.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import { addRegistry } from './commands/registry-add.ts'
import { editRegistry } from './commands/registry-edit.ts'
import { registryHistory } from './commands/registry-history.ts'
import { images } from './commands/registry-images.ts'
import { showImpact } from './commands/registry-impact.ts'
import { listKinds } from './commands/registry-kinds.ts'
import { listRegistries } from './commands/registry-list.ts'
import { removeRegistry } from './commands/registry-remove.ts'
import { rotateRegistry } from './commands/registry-rotate.ts'
import { showRegistry } from './commands/registry-show.ts'
import { verify } from './commands/registry-verify.ts'
import { serve } from './commands/serve.ts'
import { start } from './commands/start.ts'
import { twin } from './commands/twin.ts'
import { addWebhook } from './commands/webhook-add.ts'
import { listWebhooks } from './commands/webhook-list.ts'
import { removeWebhook } from './commands/webhook-remove.ts'
import { testWebhook } from './commands/webhook-test.ts'

/** Words that group commands: `fairlead registry …`. */
export const GROUPS: readonly { readonly name: string; readonly summary: string }[] = [
  { name: 'registry', summary: "Connect the organization's container registries and prove that they work" },
  { name: 'container', summary: 'Deploy containers from images of the connected registries' },
  { name: 'cluster', summary: 'Add the Kubernetes clusters that containers are deployed to, and check them' },
  { name: 'webhook', summary: 'Have other systems told of deployments and of the health of registries' },
]

/** Every command, in the order in which help and docs/cli.md list them. */
export const COMMANDS: readonly Command[] = [
  doctor,
  login,
  logout,
  addRegistry,
  listKinds,
  listRegistries,
  showRegistry,
  verify,
  editRegistry,
  rotateRegistry,
  showImpact,
  registryHistory,
  images,
  removeRegistry,
  create,
  listContainers,
  variables,
  deploy,
  status,
  logs,
  history,
  rollback,
  redeploy,
  restart,
  stop,
  removeContainer,
  addCluster,
  listClusters,
  checkCluster,
  editCluster,
  clusterRbac,
  credentialProvider,
  addWebhook,
  listWebhooks,
  testWebhook,
  removeWebhook,
  start,
  serve,
  twin,
  help,
]

/** The command that a command line begins with. */
export const findCommand = (argv: readonly string[]): Command | undefined =>
  COMMANDS.find(({ name }) => name.split(' ').every((word, index) => argv[index] === word))
