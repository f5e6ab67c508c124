import type { Route } from '../route.ts'
import { cancelDeployment } from './cancel-deployment.ts'
import { cancelEnvironmentDeployment } from './cancel-environment-deployment.ts'
import { checkContainerImage } from './check-container-image.ts'
import { createApiToken } from './create-api-token.ts'
import { createCluster } from './create-cluster.ts'
import { createContainer } from './create-container.ts'
import { createEnvironment } from './create-environment.ts'
import { createOrganization } from './create-organization.ts'
import { createProject } from './create-project.ts'
import { createRegistry } from './create-registry.ts'
import { createSecret } from './create-secret.ts'
import { createSession } from './create-session.ts'
import { createVariable } from './create-variable.ts'
import { createWebhook } from './create-webhook.ts'
import { deleteApiToken } from './delete-api-token.ts'
import { deleteCluster } from './delete-cluster.ts'
import { deleteContainer } from './delete-container.ts'
import { deleteEnvironment } from './delete-environment.ts'
import { deleteOrganization } from './delete-organization.ts'
import { deleteProject } from './delete-project.ts'
import { deleteRegistry } from './delete-registry.ts'
import { deleteSecret } from './delete-secret.ts'
import { deleteSession } from './delete-session.ts'
import { deleteVariable } from './delete-variable.ts'
import { deleteWebhook } from './delete-webhook.ts'
import { deployAllServices } from './deploy-all-services.ts'
import { deployContainer } from './deploy-container.ts'
import { deployImage } from './deploy-image.ts'
import { diagnoseImage } from './diagnose-image.ts'
import { editAdvancedSettings } from './edit-advanced-settings.ts'
import { editCluster } from './edit-cluster.ts'
import { editContainer } from './edit-container.ts'
import { editEnvironment } from './edit-environment.ts'
import { editOrganization } from './edit-organization.ts'
import { editProject } from './edit-project.ts'
import { editRegistry } from './edit-registry.ts'
import { editSecret } from './edit-secret.ts'
import { editVariable } from './edit-variable.ts'
import { editWebhook } from './edit-webhook.ts'
import { endRotation } from './end-rotation.ts'
import { getAdvancedSettings } from './get-advanced-settings.ts'
import { getCluster } from './get-cluster.ts'
import { getClusterStatus } from './get-cluster-status.ts'
import { getContainer } from './get-container.ts'
import { getContainerStatus } from './get-container-status.ts'
import { getDefaultAdvancedSettings } from './get-default-advanced-settings.ts'
import { getDeployment } from './get-deployment.ts'
import { getEnvironment } from './get-environment.ts'
import { getEnvironmentStatus } from './get-environment-status.ts'
import { getEnvironmentStatuses } from './get-environment-statuses.ts'
import { getHealth } from './get-health.ts'
import { getImageCredential } from './get-image-credential.ts'
import { getKubernetesRbac } from './get-kubernetes-rbac.ts'
import { getMe } from './get-me.ts'
import { getOrganization } from './get-organization.ts'
import { getProject } from './get-project.ts'
import { getReadiness } from './get-readiness.ts'
import { getRegistry } from './get-registry.ts'
import { getRegistryFindings } from './get-registry-findings.ts'
import { getRegistryImpact } from './get-registry-impact.ts'
import { getRuntime } from './get-runtime.ts'
import { getServer } from './get-server.ts'
import { getWebhook } from './get-webhook.ts'
import { inspectImage } from './inspect-image.ts'
import { listApiTokens } from './list-api-tokens.ts'
import { listApplications } from './list-applications.ts'
import { listAssociatedServices } from './list-associated-services.ts'
import { listAudit } from './list-audit.ts'
import { listAvailableRegistries } from './list-available-registries.ts'
import { listClusters } from './list-clusters.ts'
import { listContainerLinks } from './list-container-links.ts'
import { listContainerStatuses } from './list-container-statuses.ts'
import { listContainers } from './list-containers.ts'
import { listDeploymentHistory } from './list-deployment-history.ts'
import { listDeploymentHistoryV2 } from './list-deployment-history-v2.ts'
import { listDeployments } from './list-deployments.ts'
import { listEnvironments } from './list-environments.ts'
import { listImageTagPage } from './list-image-tag-page.ts'
import { listImageTags } from './list-image-tags.ts'
import { listLog } from './list-log.ts'
import { listOrganizations } from './list-organizations.ts'
import { listProjects } from './list-projects.ts'
import { listRegistries } from './list-registries.ts'
import { listRegistryContainerStatus } from './list-registry-container-status.ts'
import { listRegistryImages } from './list-registry-images.ts'
import { listSecrets } from './list-secrets.ts'
import { listVariables } from './list-variables.ts'
import { listVerifications } from './list-verifications.ts'
import { listWebhookDeliveries } from './list-webhook-deliveries.ts'
import { listWebhookEvents } from './list-webhook-events.ts'
import { listWebhooks } from './list-webhooks.ts'
import { planContainer } from './plan-container.ts'
import { planNewContainer } from './plan-new-container.ts'
import { readEvents } from './read-events.ts'
import { redeliver } from './redeliver.ts'
import { redeployContainer } from './redeploy-container.ts'
import { restartContainer, restartContainerShort } from './restart-container.ts'
import { rollbackContainer } from './rollback-container.ts'
import { rotateRegistry } from './rotate-registry.ts'
import { stopContainer } from './stop-container.ts'
import { testWebhook } from './test-webhook.ts'
import { undoRotation } from './undo-rotation.ts'
import { verifyDraft } from './verify-draft.ts'
import { verifyRegistry } from './verify-registry.ts'

/** Every route of the server. */
export const routes: readonly Route[] = [
  cancelDeployment,
  cancelEnvironmentDeployment,
  checkContainerImage,
  createApiToken,
  createCluster,
  createContainer,
  createEnvironment,
  createOrganization,
  createProject,
  createRegistry,
  createSecret,
  createSession,
  createVariable,
  deleteApiToken,
  deleteCluster,
  deleteContainer,
  deleteEnvironment,
  deleteOrganization,
  deleteProject,
  deleteRegistry,
  deleteSecret,
  deleteSession,
  deleteVariable,
  deployAllServices,
  deployContainer,
  deployImage,
  diagnoseImage,
  editAdvancedSettings,
  editCluster,
  editContainer,
  editEnvironment,
  editOrganization,
  editProject,
  editRegistry,
  editSecret,
  editVariable,
  endRotation,
  getAdvancedSettings,
  getClusterStatus,
  getCluster,
  getContainerStatus,
  getContainer,
  getDefaultAdvancedSettings,
  getDeployment,
  getEnvironmentStatus,
  getEnvironmentStatuses,
  getEnvironment,
  getHealth,
  getKubernetesRbac,
  getImageCredential,
  getMe,
  getOrganization,
  getProject,
  getReadiness,
  getRegistryFindings,
  getRegistryImpact,
  getRegistry,
  getRuntime,
  getServer,
  inspectImage,
  listApiTokens,
  listAssociatedServices,
  listAudit,
  listAvailableRegistries,
  listClusters,
  listContainerLinks,
  listContainerStatuses,
  listApplications,
  listContainers,
  listDeploymentHistoryV2,
  listDeploymentHistory,
  listDeployments,
  listEnvironments,
  listImageTagPage,
  listImageTags,
  listLog,
  listOrganizations,
  listProjects,
  listRegistries,
  listRegistryContainerStatus,
  listRegistryImages,
  listSecrets,
  listVariables,
  planContainer,
  planNewContainer,
  readEvents,
  redeployContainer,
  restartContainer,
  restartContainerShort,
  rollbackContainer,
  rotateRegistry,
  stopContainer,
  undoRotation,
  verifyDraft,
  verifyRegistry,
  createWebhook,
  deleteWebhook,
  editWebhook,
  getWebhook,
  listVerifications,
  listWebhookDeliveries,
  listWebhookEvents,
  listWebhooks,
  redeliver,
  testWebhook,
]
