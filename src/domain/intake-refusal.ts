/** Why a source of devices was not read. Nothing was changed. */
export type IntakeRefusal =
  | { readonly kind: 'too-large'; readonly bytes: number; readonly mostBytes: number }
  | { readonly kind: 'too-many-rows'; readonly rows: number; readonly mostRows: number }
  /** A spreadsheet program's own file, which is no text. */
  | { readonly kind: 'workbook' }
  /** The browser could not read it. */
  | { readonly kind: 'unreadable' }
  /** The reader itself broke, or could not be loaded. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'several-files' }

export type IntakeRefusalKind = IntakeRefusal['kind']
