/** Request and answer fields of each action, without the common fields (cloud-api §3 and §4). Shared with the simulator. */
export interface Actions {
  AppDescribeFirmwareUpdateStatus: {
    request: DeviceFields
    answer: {
      OriVersion?: string | null
      DstVersion?: string | null
      ErrMsg?: string | null
      Percent?: number | string | null
      Status?: number | null
    }
  }
  AppPublishFirmwareUpdateMessage: { request: DeviceFields; answer: Record<never, never> }
  AppCheckFirmwareUpdate: { request: DeviceFields; answer: { CurrentVersion: string; DstVersion: string } }
  AppGetFamilyList: { request: PageFields; answer: { Total?: number; FamilyList: FamilyFields[] } }
  AppGetFamilyDeviceList: {
    request: PageFields & { FamilyId: string; RoomId: string }
    answer: { Total?: number; DeviceList: FamilyDeviceFields[] }
  }
  AppListUserShareDevices: { request: PageFields; answer: { Total?: number; ShareDevices: FamilyDeviceFields[] } }
  AppGetProducts: { request: { ProductIds: string[] }; answer: { Products: ProductFields[] } }
  AppGetDeviceStatuses: { request: { DeviceIds: string[] }; answer: { DeviceStatuses: { DeviceId: string; Online: 0 | 1 }[] } }
  AppGetUser: { request: Record<never, never>; answer: { Data: { UserID: string; NickName: string } } }
}

export type Action = keyof Actions

/** The fields that every request carries (cloud-api §1). */
export interface CommonFields {
  RequestId: string
  Action: Action
  AccessToken: string
}

export interface DeviceFields {
  ProductId: string
  DeviceName: string
}

export interface PageFields {
  Offset: number
  /** At most 50. */
  Limit: number
}

export interface FamilyFields {
  FamilyId: string
  Name: string
  Role: number
  /** Seconds since the epoch, as the other `…Time` fields. */
  CreateTime: number
  UpdateTime: number
}

export interface FamilyDeviceFields extends DeviceFields {
  DeviceId: string
  AliasName: string
  IconUrl: string
  FamilyId: string
  RoomId: string
  DeviceType: number
  CreateTime: number
  UpdateTime: number
}

export interface ProductFields {
  ProductId: string
  Name: string
  Description: string
}
