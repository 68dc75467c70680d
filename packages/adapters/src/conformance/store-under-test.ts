import { defaultProjectId, type ProjectStore, type Store } from '@agentsentry/pipeline'
import { afterEach, beforeEach } from 'vitest'

/** The store of the test that runs: new and empty. */
export interface GivenStore {
  readonly store: Store
  /** What the project that is always there keeps. */
  readonly project: ProjectStore
}

export function storeUnderTest(open: () => Promise<Store>): GivenStore {
  let store: Store
  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())
  return {
    get store() {
      return store
    },
    get project() {
      return store.project(defaultProjectId)
    },
  }
}
