import { randomBytes } from 'node:crypto'
import { isDigest, type Platform } from '@fairlead/core'
import { OCI_INDEX } from '@fairlead/oci'
import { type AssembledImage, assembleImage } from '@fairlead/oci/assemble'
import { createRegistryClient } from '@fairlead/oci/client'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithBrowser } from '../support/browser.ts'
import { expectAccessible } from './support/accessible.ts'
import { type ConsoleHarness, startConsole } from './support/console-harness.ts'
import { LARGE_IMAGE, type LargeRegistry, startLargeRegistry } from './support/large-registry.ts'

const signal = AbortSignal.timeout(300_000)
const AMD64: Platform = { os: 'linux', architecture: 'amd64' }
const ARM64: Platform = { os: 'linux', architecture: 'arm64' }

const shopImage = (platform: Platform, version: string): AssembledImage =>
  assembleImage(
    [
      [{ path: '/bin/shop', content: randomBytes(90_000) }],
      [{ path: '/etc/shop.conf', content: Buffer.from(`${version} ${platform.architecture}`) }],
    ],
    {
      platform,
      entrypoint: ['/bin/shop'],
      command: ['serve', `--on=${platform.architecture}`, '--greeting=hello world'],
      environment: ['SHOP_LOCALE=en', 'SHOP_FLAGS=a=1,b=2'],
      exposedPorts: ['8080/tcp', '9090/udp'],
      labels: {
        'org.opencontainers.image.source': 'https://github.com/acme/shop',
        'org.opencontainers.image.version': version,
      },
      user: '65532',
    },
  )

/** Pushes an image, or an index of several platforms; gives the digest of what the tag stands for. */
async function push(harness: ConsoleHarness, repository: string, tag: string, ...platforms: Platform[]) {
  const client = createRegistryClient({
    url: harness.twin.url,
    fetch: globalThis.fetch,
    credential: { username: 'ada', password: harness.twin.pushToken },
  })
  const images = platforms.map((platform) => ({ platform, image: shopImage(platform, tag) }))
  for (const { image } of images) {
    for (const blob of image.blobs)
      await client.pushBlob(repository, blob, () => ReadableStream.from([blob.bytes]), signal)
    const { manifest } = image
    const reference = images.length === 1 ? tag : manifest.digest
    await client.pushManifest(repository, reference, manifest.bytes, manifest.mediaType, signal)
  }
  if (images.length > 1) {
    const manifests = images.map(({ platform, image: { manifest } }) => {
      const { mediaType, digest, size } = manifest
      return { mediaType, digest, size, platform }
    })
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }))
    await client.pushManifest(repository, tag, index, OCI_INDEX, signal)
  }
  return (await client.manifest(repository, tag, signal)).descriptor.digest
}

const copied = (page: Page): Promise<string> => page.evaluate<string>('navigator.clipboard.readText()')

describeWithBrowser('images behind a registry', (browser) => {
  let harness: ConsoleHarness
  let large: LargeRegistry
  let registryId: string
  let digest: string
  const imagesOf = (id: string, path = '') =>
    `/o/${harness.org}/settings/container-registries/${id}/images${path}`
  const host = () => new URL(harness.twin.url).host
  beforeAll(async () => {
    large = await startLargeRegistry(10_000)
    harness = await startConsole(browser, { compatibleHosts: [large] })
    // The higher version is pushed first: the newest is what comes first, whatever its name.
    await push(harness, 'acme/shop', '2.0-rc1', AMD64)
    await push(harness, 'acme/shop', '1.9', AMD64)
    digest = await push(harness, 'acme/shop', '1.10', AMD64, ARM64)
    await push(harness, 'acme/team/cart', '0.1', ARM64)
    const { state } = harness.twin
    await state.putRepository({ owner: 'acme', name: 'shop', private: false })
    await state.putPackage({ owner: 'acme', name: 'shop', repository: 'acme/shop', visibility: 'public' })
    registryId = await harness.connectTwin()
  }, 180_000)
  afterAll(async () => {
    await harness?.close()
    await large?.close()
  })

  describe('the list of images', () => {
    test('tells who may see each, what it is linked to and what it holds; a search is in the address', async () => {
      const page = await harness.open(imagesOf(registryId))
      const row = page.getByRole('row', { name: /acme\/shop/ })
      await row.getByText('Public').waitFor()
      expect(await row.getByRole('cell').allInnerTexts()).toEqual([
        'Public',
        'acme/shop',
        '5',
        expect.stringMatching(/ago|now/),
      ])
      await page.getByRole('row', { name: /acme\/team\/cart.*Private/ }).waitFor()
      await expectAccessible(page)
      await page.getByLabel('Search images').fill('CART')
      await page.getByText('1 of 3 images').waitFor()
      expect(await page.getByRole('row', { name: /acme\/shop/ }).count()).toBe(0)
      await page.waitForURL(/\?search=CART$/)
      await page.reload()
      await page.getByText('1 of 3 images').waitFor()
      expect(await page.getByLabel('Search images').inputValue()).toBe('CART')
      await page.getByRole('link', { name: 'acme/team/cart' }).click()
      await page.getByRole('heading', { name: 'acme/team/cart', level: 1 }).waitFor()
    })

    test('of an owner without images teaches how to push one, command by command', async () => {
      const { id } = await harness.api.registries.create(
        harness.org,
        {
          name: 'nothing-yet',
          kind: 'GITHUB_CR',
          url: harness.twin.url,
          config: { username: 'ada', password: harness.twin.connectToken.reveal() },
        },
        { unverified: true },
      )
      const page = await harness.open(imagesOf(id))
      await page.getByRole('heading', { name: 'No image is here yet' }).waitFor()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Copy command: Push it' }).click()
      expect(await copied(page)).toBe(`docker push ${host()}/ada/app:1.0`)
      await page.getByRole('button', { name: 'Copy command: Log in' }).click()
      expect(await copied(page)).toBe(`docker login ${host()}`)
    })

    test('of a kind that has none says so, and takes an image by its full name', async () => {
      const { id } = await harness.api.registries.create(
        harness.org,
        { name: 'generic', kind: 'GENERIC_CR', url: harness.twin.url, config: {} },
        { unverified: true },
      )
      const page = await harness.open(imagesOf(id))
      await page.getByRole('alert').getByText('This registry has no list of images').waitFor()
      await expectAccessible(page)
      await page.getByLabel('Image name in full').fill(`${host()}/acme/shop:1.10`)
      await page.getByRole('button', { name: 'Open image' }).click()
      await page.getByRole('heading', { name: 'acme/shop:1.10', level: 1 }).waitFor()
    })

    test('that the registry refuses says what it said', async () => {
      const { id } = await harness.api.registries.create(
        harness.org,
        {
          name: 'scopeless',
          kind: 'GITHUB_CR',
          url: harness.twin.url,
          config: { username: 'acme', password: await harness.ghcrToken(['read:org']) },
        },
        { unverified: true },
      )
      const page = await harness.open(imagesOf(id))
      const alert = page.getByRole('alert')
      await alert.getByText('You need at least read:packages scope').waitFor()
      await expectAccessible(page)
    })
  })

  describe('the tags of an image', () => {
    test('come newest first, with digest, platforms, size and age; a digest is copied whole', async () => {
      const page = await harness.open(imagesOf(registryId, '/acme%2Fshop'))
      const rows = page.getByRole('table', { name: 'Tags' }).getByRole('row')
      await rows.nth(1).getByText('linux/amd64, linux/arm64').waitFor()
      await rows.nth(3).getByText('linux/amd64').waitFor()
      expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(['1.10', '1.9', '2.0-rc1'])
      expect(await rows.nth(1).getByRole('cell').allInnerTexts()).toEqual([
        digest.slice(0, 19),
        'linux/amd64, linux/arm64',
        expect.stringMatching(/^8\d\.\d KiB$/),
        expect.stringMatching(/ago|now/),
        '',
      ])
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Copy digest of 1.10' }).click()
      expect(await copied(page)).toBe(digest)
      await page.getByRole('button', { name: 'Copy docker pull of 1.10' }).click()
      expect(await copied(page)).toBe(`docker pull ${host()}/acme/shop:1.10`)
    })

    test('are found by a part of their name, which is in the address', async () => {
      const page = await harness.open(imagesOf(registryId, '/acme%2Fshop?search=RC'))
      await page.getByText('1 tag found').waitFor()
      expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(['2.0-rc1'])
      await page.getByLabel('Search tags').fill('nothing')
      await page.getByText('No tag has "nothing" in its name.').waitFor()
      await page.getByRole('button', { name: 'Clear the search' }).click()
      await page.getByText('3 tags').waitFor()
      expect(new URL(page.url()).search).toBe('')
    })

    test('that were pushed since are there once they are asked for again, the newest first', async () => {
      await push(harness, 'acme/news', '1.0', AMD64)
      const page = await harness.open(imagesOf(registryId, '/acme%2Fnews'))
      await page.getByText('1 tag', { exact: true }).waitFor()
      await push(harness, 'acme/news', '1.1', AMD64)
      await page.getByRole('button', { name: 'Ask again' }).click()
      await page.getByText('2 tags', { exact: true }).waitFor()
      expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(['1.1', '1.0'])
      await page.getByRole('button', { name: 'Copy docker pull of 1.1' }).waitFor()
    })

    test('of a name that is not there: images that are called alike', async () => {
      const page = await harness.open(imagesOf(registryId, '/acme%2Fshoop'))
      await page.getByRole('alert').getByText('The tags could not be listed').waitFor()
      await page.getByText('Did you mean').waitFor()
      await expectAccessible(page)
      await page.getByRole('link', { name: 'acme/shop', exact: true }).click()
      await page.getByRole('heading', { name: 'acme/shop', level: 1 }).waitFor()
    })

    test('are there without their times when the rate limit of the API is used up, and it is said', async () => {
      const { state } = harness.twin
      const fault = state.addFault({
        path: '/api/v3/orgs/acme/packages/container/shop/versions',
        effect: { kind: 'rate-limit', retryAfterSeconds: 60 },
      })
      try {
        const page = await harness.open(imagesOf(registryId, '/acme%2Fshop'))
        await page.getByRole('alert').getByText('The rate limit of the GitHub API is used up.').waitFor()
        expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(['2.0-rc1', '1.10', '1.9'])
      } finally {
        state.removeFault(fault.id)
      }
    })

    test('ten thousand of them stay smooth: what is seen is drawn and asked for, and nothing else', async () => {
      const { id } = await harness.api.registries.create(
        harness.org,
        {
          name: 'large',
          kind: 'GITHUB_CR',
          url: large.registry,
          config: { username: 'acme', password: harness.guard(`ghp_${'A'.repeat(30)}0uCPlr`) },
        },
        { unverified: true },
      )
      const page = await harness.open(imagesOf(id, `/${encodeURIComponent(LARGE_IMAGE)}`))
      await page.getByText('10,000 tags').waitFor()
      const table = page.getByRole('table', { name: 'Tags' })
      expect(await table.getAttribute('aria-rowcount')).toBe('10001')
      await page.getByRole('rowheader', { name: 'build-09999' }).waitFor()
      await page.getByRole('row', { name: /build-09999.*linux\/amd64/ }).waitFor()
      const versions = () => large.asked.filter((path) => path.includes('/versions')).length
      expect(versions()).toBe(1)

      const fling = await page.evaluate<Fling>(FLING)
      // The last page is a hundred questions to the API away, one after another.
      await page.getByRole('rowheader', { name: 'build-00000' }).waitFor({ timeout: 60_000 })
      await page.getByRole('row', { name: /build-00000.*linux\/amd64/ }).waitFor()
      expect(await page.getByRole('row').count()).toBeLessThan(60)
      // Some are asked for once more: who flings past cancels what is not wanted any more.
      expect(versions()).toBeLessThan(150)
      // Every page of it was flung past; details were asked for where the scrolling rested.
      const details = large.asked.filter((path) => path.includes('/manifests/')).length
      expect(details).toBeLessThan(100)
      expect(large.mostAtOnce()).toBeLessThanOrEqual(4)
      expect(fling.mostRows).toBeLessThan(60)
      if (process.env.FAIRLEAD_MEASURE) console.log(fling)

      await page.getByLabel('Search tags').fill('build-0500')
      await page.getByText('10 tags found').waitFor()
      await page.getByRole('rowheader', { name: 'build-05009' }).waitFor()
    }, 180_000)
  })

  describe('a tag', () => {
    const open = (path = '/1.10') => harness.open(imagesOf(registryId, `/acme%2Fshop${path}`))

    test('tells what is behind it', async () => {
      const page = await open()
      const image = page.getByRole('region', { name: 'Image', exact: true })
      await image.getByText(digest).waitFor()
      await image.getByText(OCI_INDEX).waitFor()
      const config = page.getByRole('region', { name: 'Configuration' })
      for (const text of [
        '8080/tcp',
        '9090/udp',
        '/bin/shop',
        'serve --on=amd64 "--greeting=hello world"',
        '65532',
      ])
        await config.getByText(text, { exact: true }).waitFor()
      await page.getByRole('row', { name: 'SHOP_FLAGS a=1,b=2' }).waitFor()
      const source = page.getByRole('link', { name: 'https://github.com/acme/shop' })
      expect(await source.getAttribute('href')).toBe('https://github.com/acme/shop')
      const layers = page.getByRole('table', { name: 'Layers' }).getByRole('row')
      expect(await layers.count()).toBe(3)
      await layers.nth(1).getByText('KiB').waitFor()
      await layers.nth(1).getByText('100 %').waitFor()
      await expectAccessible(page)
    })

    test('shows another platform of it, and the address keeps which', async () => {
      const page = await open()
      await page.getByRole('radiogroup', { name: 'Platform' }).getByText('linux/arm64').click()
      await page.getByText('serve --on=arm64 "--greeting=hello world"').waitFor()
      await page.waitForURL(/\?platform=linux%2Farm64$/)
      await page.reload()
      await page.getByText('serve --on=arm64 "--greeting=hello world"').waitFor()
    })

    test('is copied as a pull by tag, a pull by digest, a digest and as Kubernetes YAML', async () => {
      const page = await open()
      const pinned = `${host()}/acme/shop@${digest}`
      const copy = async (name: string) => {
        await page.getByRole('button', { name, exact: true }).click()
        return copied(page)
      }
      expect(await copy('Copy command: Pull by tag')).toBe(`docker pull ${host()}/acme/shop:1.10`)
      expect(await copy('Copy command: Pull by digest: always this very image')).toBe(`docker pull ${pinned}`)
      expect(await copy('Copy digest')).toBe(digest)
      const yaml = await copy('Copy Kubernetes YAML')
      expect(yaml).toContain('kind: Deployment\nmetadata:\n  name: shop\n')
      expect(yaml).toContain(`          image: ${pinned}\n`)
      expect(yaml).toContain('      imagePullSecrets:\n        - name: shop-pull\n')
      expect(yaml).toContain('            - containerPort: 9090\n              protocol: UDP\n')
      expect(yaml).toContain(`--docker-server=${host()} `)
    })

    test('is deployed with registry, image and tag filled in; a digest is not followed', async () => {
      const page = await open()
      const deploy = page.getByRole('link', { name: 'Deploy' })
      const query = new URLSearchParams({ registry: registryId, image: 'acme/shop', tag: '1.10' })
      expect(await deploy.getAttribute('href')).toBe(`/o/${harness.org}/applications/create?${query}`)
      expect(isDigest(digest)).toBe(true)
      const other = await open(`/${encodeURIComponent(digest)}`)
      await other.getByText(OCI_INDEX).waitFor()
      expect(await other.getByRole('button', { name: 'Deploy' }).getAttribute('aria-disabled')).toBe('true')
    })

    test('that is not there says so and where to look', async () => {
      const page = await open('/9.9')
      await page.getByRole('alert').getByText('The image could not be read').waitFor()
      await expectAccessible(page)
    })
  })
})

interface Fling {
  readonly steps: number
  readonly meanMs: number
  readonly mostRows: number
}

/** Scrolls to the end in steps, each drawn before the next; gives how long one took and how many rows were there. */
const FLING = `(async () => {
  const steps = 60
  const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const start = performance.now()
  let mostRows = 0
  for (let step = 1; step <= steps; step++) {
    window.scrollTo(0, (step / steps) * document.documentElement.scrollHeight)
    await drawn()
    mostRows = Math.max(mostRows, document.querySelectorAll('tbody tr').length)
  }
  return { steps, meanMs: (performance.now() - start) / steps, mostRows }
})()`
