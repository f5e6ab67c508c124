import * as tokens from './api-tokens.ts'
import { checkCluster } from './check-cluster.ts'
import * as clusters from './clusters.ts'
import * as status from './container-status.ts'
import * as containers from './containers.ts'
import { createRegistry } from './create-registry.ts'
import { associatedServices, deleteRegistry } from './delete-registry.ts'
import { deliverWebhook, forgetOldDeliveries } from './deliver-webhook.ts'
import { diagnoseImage } from './diagnose-image.ts'
import { editCluster } from './edit-cluster.ts'
import { editRegistry } from './edit-registry.ts'
import { endRotation, endRotations, undoRotation } from './end-rotations.ts'
import * as environments from './environments.ts'
import { forgetContainer } from './forget-container.ts'
import { guardedProviders } from './guarded-providers.ts'
import { imageCredential } from './image-credential.ts'
import { listTagPage } from './image-tags.ts'
import { keepPullLogins } from './keep-pull-logins.ts'
import { listApplications } from './list-applications.ts'
import * as registries from './list-registries.ts'
import * as organizations from './organizations.ts'
import { planContainer, planNewContainer } from './plan-container.ts'
import type { AppPorts } from './ports.ts'
import { prepareInstallation } from './prepare-installation.ts'
import * as projects from './projects.ts'
import { readEvents } from './read-events.ts'
import { forgetOldRefusals } from './refusal-memory.ts'
import * as images from './registry-images.ts'
import { registryImpact } from './registry-impact.ts'
import { deployImage, requestDeployment, requestDeployments } from './request-deployment.ts'
import {
  cancelDeployment,
  cancelDeployments,
  deleteContainer,
  requestOperation,
} from './request-operation.ts'
import { planUnplanned, reverifyRegistry } from './reverify-registry.ts'
import { rollbackContainer } from './rollback-container.ts'
import { rotateRegistry } from './rotate-registry.ts'
import { runDeployment } from './run-deployment.ts'
import { setSecrets } from './secret-variables.ts'
import { setVariables } from './set-variables.ts'
import { tellingRegistryChanges } from './tell-registry-changes.ts'
import { tellingWebhooks } from './tell-webhooks.ts'
import { verificationHistory } from './verification-history.ts'
import { verifyDraft, verifyRegistry } from './verify-registry.ts'
import { warnOfExpiries } from './warn-of-expiry.ts'
import * as webhooks from './webhooks.ts'

/** Everything that Fairlead does, bound to the ports that it does it with. */
export const createApp = (ports: AppPorts) =>
  bindUseCases({
    ...ports,
    store: tellingRegistryChanges(tellingWebhooks(ports.store, ports), (id) => ports.onRegistryChanged?.(id)),
    providers: guardedProviders(ports.providers, ports),
  })

const bindUseCases = (ports: AppPorts) => ({
  prepareInstallation: prepareInstallation(ports),

  authenticate: tokens.authenticate(ports),
  createApiToken: tokens.createApiToken(ports),
  listApiTokens: tokens.listApiTokens(ports),
  deleteApiToken: tokens.deleteApiToken(ports),
  listAudit: tokens.listAudit(ports),
  readEvents: readEvents(ports),

  listOrganizations: organizations.listOrganizations(ports),
  getOrganization: organizations.getOrganization(ports),
  createOrganization: organizations.createOrganization(ports),
  editOrganization: organizations.editOrganization(ports),
  deleteOrganization: organizations.deleteOrganization(ports),

  listProjects: projects.listProjects(ports),
  getProject: projects.getProject(ports),
  createProject: projects.createProject(ports),
  editProject: projects.editProject(ports),
  deleteProject: projects.deleteProject(ports),

  listEnvironments: environments.listEnvironments(ports),
  getEnvironment: environments.getEnvironment(ports),
  createEnvironment: environments.createEnvironment(ports),
  editEnvironment: environments.editEnvironment(ports),
  deleteEnvironment: environments.deleteEnvironment(ports),

  listClusters: clusters.listClusters(ports),
  getCluster: clusters.getCluster(ports),
  createCluster: clusters.createCluster(ports),
  editCluster: editCluster(ports),
  checkCluster: checkCluster(ports),
  deleteCluster: clusters.deleteCluster(ports),

  availableRegistries: registries.availableRegistries(ports),
  listRegistries: registries.listRegistries(ports),
  getRegistry: registries.getRegistry(ports),
  createRegistry: createRegistry(ports),
  editRegistry: editRegistry(ports),
  deleteRegistry: deleteRegistry(ports),
  rotateRegistry: rotateRegistry(ports),
  undoRotation: undoRotation(ports),
  endRotation: endRotation(ports),
  endRotations: endRotations(ports),
  forgetOldRefusals: forgetOldRefusals(ports),
  registryImpact: registryImpact(ports),
  verifyDraft: verifyDraft(ports),
  verifyRegistry: verifyRegistry(ports),
  diagnoseImage: diagnoseImage(ports),
  verificationHistory: verificationHistory(ports),
  associatedServices: associatedServices(ports),
  listImages: images.listImages(ports),
  listTags: images.listTags(ports),
  listTagPage: listTagPage(ports),
  inspectImage: images.inspectImage(ports),
  checkContainerImage: images.checkContainerImage(ports),

  keepPullLogins: keepPullLogins(ports),
  imageCredential: imageCredential(ports),
  planUnplanned: planUnplanned(ports),
  reverifyRegistry: reverifyRegistry(ports),
  warnOfExpiries: warnOfExpiries(ports),

  listWebhooks: webhooks.listWebhooks(ports),
  getWebhook: webhooks.getWebhook(ports),
  createWebhook: webhooks.createWebhook(ports),
  editWebhook: webhooks.editWebhook(ports),
  deleteWebhook: webhooks.deleteWebhook(ports),
  testWebhook: webhooks.testWebhook(ports),
  listWebhookDeliveries: webhooks.listWebhookDeliveries(ports),
  redeliver: webhooks.redeliver(ports),
  deliverWebhook: deliverWebhook(ports),
  forgetOldDeliveries: forgetOldDeliveries(ports),

  listApplications: listApplications(ports),
  listContainers: containers.listContainers(ports),
  getContainer: containers.getContainer(ports),
  createContainer: containers.createContainer(ports),
  editContainer: containers.editContainer(ports),
  setVariables: setVariables(ports),
  setSecrets: setSecrets(ports),
  deleteContainer: deleteContainer(ports),
  forgetContainer: forgetContainer(ports),

  planContainer: planContainer(ports),
  planNewContainer: planNewContainer(ports),
  requestDeployment: requestDeployment(ports),
  requestDeployments: requestDeployments(ports),
  deployImage: deployImage(ports),
  requestOperation: requestOperation(ports),
  rollbackContainer: rollbackContainer(ports),
  cancelDeployment: cancelDeployment(ports),
  cancelDeployments: cancelDeployments(ports),
  runDeployment: runDeployment(ports),

  containerStatus: status.containerStatus(ports),
  containerStatuses: status.containerStatuses(ports),
  containerRuntime: status.containerRuntime(ports),
  containerLogs: status.containerLogs(ports),
  deploymentHistory: status.deploymentHistory(ports),
  getDeployment: status.getDeployment(ports),
})

export type App = ReturnType<typeof createApp>
