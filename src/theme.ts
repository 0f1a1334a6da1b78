import type { GlobalThemeOverrides } from 'naive-ui'

const SANS =
  "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

const light = { accent: '#0b6bcb', hover: '#2a82dc', pressed: '#08549f', ink: '#1b2330', ink2: '#5b6675', line: '#d3d7de', panel: '#ffffff', error: '#c0272d' }
const dark = { accent: '#58a6ff', hover: '#7ab8ff', pressed: '#3c8de8', ink: '#e7ecf3', ink2: '#a3afbf', line: '#36435a', panel: '#1b2430', error: '#ff7b72' }

/** Naive UI in the colour roles of styles.css. */
export function themeOverrides(isDark: boolean): GlobalThemeOverrides {
  const role = isDark ? dark : light
  return {
    common: {
      fontFamily: SANS,
      borderRadius: '8px',
      primaryColor: role.accent,
      primaryColorHover: role.hover,
      primaryColorPressed: role.pressed,
      primaryColorSuppl: role.accent,
      errorColor: role.error,
      errorColorHover: role.error,
      errorColorPressed: role.error,
      textColorBase: role.ink,
      textColor1: role.ink,
      textColor2: role.ink,
      textColor3: role.ink2,
      placeholderColor: role.ink2,
      borderColor: role.line,
      inputColor: isDark ? '#121924' : '#ffffff',
      popoverColor: role.panel,
      modalColor: role.panel,
      cardColor: role.panel,
    },
    Button: { textColorPrimary: isDark ? '#0b1420' : '#ffffff', textColorHoverPrimary: isDark ? '#0b1420' : '#ffffff', textColorPressedPrimary: isDark ? '#0b1420' : '#ffffff', textColorFocusPrimary: isDark ? '#0b1420' : '#ffffff' },
    Input: { border: `1px solid ${role.line}`, colorFocus: isDark ? '#121924' : '#ffffff' },
  }
}
