/** How a credential is given to the tool that did not use it. */
export function whereItBelongs(tool: string | undefined, host: string): string {
  switch (tool) {
    case 'kubelet':
    case 'containerd':
      return `Name a pull secret for ${host} in imagePullSecrets of the pod or of its service account, in the same namespace.`
    case 'Docker':
      return `Log in on the machine, and as the user, that pulls: \`docker login ${host}\`; in a swarm deploy with --with-registry-auth; where another program has Docker pull, give that program the credential.`
    case "a client of Docker's API":
      return `Give the program that has Docker pull the credential for ${host}, in its own settings: no \`docker login\` counts for it.`
    case 'Docker Buildx':
    case 'go-containerregistry':
      return `Log in as the user that ran it, whose Docker configuration it reads: \`docker login ${host}\`.`
    case 'crane':
      return `Log in as the user that ran it: \`crane auth login ${host}\`.`
    case 'podman':
    case 'skopeo':
    case 'oras':
    case 'cosign':
      return `Log in as the user that ran it: \`${tool} login ${host}\`.`
    case 'GitHub Actions':
      return `Log in to ${host} in the same job, before the step that failed.`
    case 'Helm':
      return `Log in where Helm runs: \`helm registry login ${host}\`.`
    case 'Terraform':
      return `Name ${host} and the credential in a registry_auth block of the provider.`
    case 'kaniko':
      return `Mount the credential for ${host} as /kaniko/.docker/config.json.`
    // https://argocd-image-updater.readthedocs.io/en/stable/configuration/registries/
    case 'Argo CD Image Updater':
      return `Name the credential in the entry for ${host} of the Image Updater's registries.conf (credentials: pullsecret:<namespace>/<secret>, or ext:<script> for one that has to be renewed): it uses no login of the nodes.`
    // https://docs.kargo.io/user-guide/security/managing-secrets
    case 'Kargo':
      return `Put the credential into a Secret with the label kargo.akuity.io/cred-type: image and a repoURL that the image fits, in the namespace of the project: Kargo uses no login of the nodes.`
    // https://fluxcd.io/flux/components/image/imagerepositories/
    case 'Flux':
      return `Name a pull secret for ${host} in spec.secretRef of the resource that Flux reads the registry for, or set its spec.provider to the cloud: Flux uses no login of the nodes.`
    default:
      return `Give the credential for ${host} to the tool that printed the line, on the machine where it runs.`
  }
}
