export { type RbacManifest, rbacManifest } from '@fairlead/deploy/kubernetes'
