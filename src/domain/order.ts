/** What AppPublishFirmwareUpdateMessage means for the device it is sent to (cloud-api §4). */
export type OrderAction = 'confirm' | 'retry'

/** An order that the cloud took and the device has not shown to have heard. Times are ms since the epoch. */
export interface PendingOrder {
  readonly action: OrderAction
  readonly at: number
  readonly requestId: string
  /** The wire status that stood when it was sent, and since when: seen again, it says nothing. */
  readonly status: number | null
  readonly since: number
}
