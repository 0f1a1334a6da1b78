/** The ways to the screens, from the fleet of the demo, and back. In either language. */

const SHORT_MS = 6_000

const NAMES = {
  details: /^(?:展开全部|Show all)/u,
  order: /^(?:重试 ?\d|确认 ?\d|全部重试|全部确认|Retry|Confirm)/u,
  submitOrder: '[data-order-submit]',
  news: /^(?:动态|News)/u,
  addDevices: /^(?:添加设备|Add devices)$/u,
  insight: /^(?:洞察|Insight)$/u,
  hour: /^(?:1 小时|1 hour)$/u,
  account: /演示机群|Demo fleet/u,
  sync: /从账号同步设备|from the account/u,
  settings: /^(?:设置|Settings)$/u,
  columns: /^(?:列|Columns)/u,
  exports: /^(?:导出|Export)/u,
  views: /^(?:视图|Views)/u,
}

/** Each opens one screen; the page is a fleet before, and is made one again by its address afterwards. */
export const SCREENS = {
  drawer: openDrawer,
  'drawer-end': openDrawerEnd,
  selected: tickRows,
  order: openOrder,
  results: openResults,
  rollouts: openRollouts,
  add: openAdd,
  preview: openPreview,
  directory: openDirectory,
  news: openNews,
  alerts: openAlerts,
  settings: openSettings,
  columns: (page) => openMenu(page, NAMES.columns),
  export: (page) => openMenu(page, NAMES.exports),
  views: (page) => openMenu(page, NAMES.views),
  keys: openKeys,
  insight: openInsight,
  'insight-end': openInsightEnd,
  missing: openMissing,
  connect: openConnect,
}

/** Until all that a screen loads is drawn, where that takes longer than usual. */
const SETTLES_MS = { drawer: 2_300, 'drawer-end': 2_300, results: 3_800, directory: 4_800, 'insight-end': 1_800 }

/** Opens one screen and gives it time to settle; resolves whether it is there. */
export async function openScreen(page, screen, settleMs = SETTLES_MS[screen] ?? 800) {
  try {
    await SCREENS[screen](page)
    await page.waitForTimeout(settleMs)
    return true
  } catch (error) {
    console.log(`no screen ${screen}: ${String(error).split('\n')[0]}`)
    return false
  }
}

/** Back to the fleet as it was first shown; the engine, and what it has seen, stay. */
export async function backToFleet(page, url) {
  await page.keyboard.press('Escape')
  await page.goto(`${url}/#/connect`)
  await page.goto(`${url}/#/`)
  await page.locator('[data-filter="all"]').click({ timeout: SHORT_MS })
  await page.locator('[data-device]').first().waitFor({ timeout: SHORT_MS })
}

async function openDrawer(page) {
  await page.locator('[data-filter="failed"]').click({ timeout: SHORT_MS })
  const id = await page.locator('[data-device]').first().getAttribute('data-device', { timeout: SHORT_MS })
  await page.evaluate((device) => void (globalThis.location.hash = `#/?tab=failed&device=${encodeURIComponent(device)}`), id)
  await page.locator('[data-drawer] [data-last-answer]').waitFor({ timeout: SHORT_MS })
}

async function openDrawerEnd(page) {
  await openDrawer(page)
  await page.locator('[data-drawer]').evaluate((drawer) => drawer.scrollTo({ top: drawer.scrollHeight }))
}

async function tickRows(page) {
  for (const place of [0, 1]) await page.locator('[data-device]').nth(place).getByRole('checkbox').check({ timeout: SHORT_MS })
}

async function openOrder(page) {
  await page.locator('[data-filter="failed"]').click({ timeout: SHORT_MS })
  await page.getByRole('button', { name: NAMES.order }).last().click({ timeout: SHORT_MS })
  await page.getByRole('dialog').locator(NAMES.submitOrder).waitFor({ timeout: SHORT_MS })
}

async function openResults(page) {
  await openOrder(page)
  await page.getByRole('dialog').locator(NAMES.submitOrder).click({ timeout: SHORT_MS })
  await page.locator('[data-result]').first().waitFor({ timeout: SHORT_MS })
}

async function openRollouts(page) {
  await page.getByRole('button', { name: NAMES.details }).first().click({ timeout: SHORT_MS })
}

async function openAdd(page) {
  await page.getByRole('button', { name: NAMES.addDevices }).first().click({ timeout: SHORT_MS })
  await page.getByRole('dialog').waitFor({ timeout: SHORT_MS })
}

async function openPreview(page) {
  await openAdd(page)
  const file = page.getByRole('dialog').locator('input[type=file]')
  await file.waitFor({ state: 'attached', timeout: SHORT_MS })
  await file.setInputFiles({ name: '设备.csv', mimeType: 'text/csv', buffer: globalThis.Buffer.from(LIST) })
  await page.locator('[data-verdict]').first().waitFor({ timeout: SHORT_MS })
}

async function openDirectory(page) {
  await page.getByRole('button', { name: NAMES.account }).first().click({ timeout: SHORT_MS })
  await page.getByText(NAMES.sync).first().click({ timeout: SHORT_MS })
  await page.getByRole('dialog').waitFor({ timeout: SHORT_MS })
}

async function openNews(page) {
  await page.getByRole('button', { name: NAMES.news }).first().click({ timeout: SHORT_MS })
  await page.getByRole('dialog').waitFor({ timeout: SHORT_MS })
}

async function openInsight(page) {
  await page.getByRole('link', { name: NAMES.insight }).click({ timeout: SHORT_MS })
  await page.getByRole('button', { name: NAMES.hour }).click({ timeout: SHORT_MS })
  await page.locator('[data-figure="fleet"][data-drawn="true"]').waitFor({ timeout: 20_000 })
}

async function openAlerts(page) {
  await openNews(page)
  await page.getByRole('dialog').locator('#quiet-hint').scrollIntoViewIfNeeded({ timeout: SHORT_MS })
}

async function openSettings(page) {
  await page.getByRole('button', { name: NAMES.account }).first().click({ timeout: SHORT_MS })
  await page.getByText(NAMES.settings).first().click({ timeout: SHORT_MS })
  await page.getByRole('dialog').waitFor({ timeout: SHORT_MS })
}

/** Not every menu is there at every width. */
async function openMenu(page, name) {
  await page.locator('.toolbar').getByRole('button', { name }).first().click({ timeout: 2_000 })
}

async function openKeys(page) {
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor({ timeout: 2_000 })
}

async function openInsightEnd(page) {
  await openInsight(page)
  await page.locator('[data-figure]').last().scrollIntoViewIfNeeded({ timeout: SHORT_MS })
}

/** A device that the list does not have. */
async function openMissing(page) {
  await page.evaluate(() => void (globalThis.location.hash = '#/?device=GW2A7K9QXM%2Fno-such-device'))
  await page.locator('[data-drawer]').waitFor({ timeout: SHORT_MS })
}

async function openConnect(page) {
  await page.evaluate(() => void (globalThis.location.hash = '#/connect'))
}

const LIST = `产品ID,设备名称,别名
GW2A7K9QXM,gw-hz-0042,杭州网关 42 号
GW2A7K9QXM,gw-hz-0107,杭州网关 107 号
GW2A7K9QXM,,没有名称
GW2A7K9QXM,gw-hz-0042,又一次
C4VZ81PTLD,cam-sh-00017,上海摄像头 17 号
`
