import type { Page } from '@playwright/test'

export const SCREENS: Readonly<Record<string, (page: Page) => Promise<unknown>>>
export function openScreen(page: Page, screen: string, settleMs?: number): Promise<boolean>
export function backToFleet(page: Page, url: string): Promise<void>
