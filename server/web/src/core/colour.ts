// The colours of the duty room, chosen for contrast on the dark ground #0b1c2c
// (WCAG 2.1 AA: text 4.5:1, graphics 3:1). A stage takes the hue of its phase; later
// stages of a phase are brighter.
export const GROUND = '#0b1c2c'
export const TEXT = '#dbe9f6'
export const MUTED = '#9fb6ca'
export const GRID = '#4b7fa8'
export const CRITICAL = '#ff6b6b'
export const WARNING = '#ffb020'

export const PHASE: Record<string, string> = {
  SURVEY: '#9fb6ca',
  RECRUITMENT: '#6aa9ff',
  SUPPLY: '#3fd0c9',
  BUILD: '#f2c14e',
  OPERATION: '#5bd66f',
  EXIT: '#b58cff',
}

export const STAGE: Record<string, string> = {
  REGISTERED: '#7d95aa',
  SURVEYED: '#9fb6ca',
  PLANNED: '#c6d6e4',
  RESERVED: '#4d8fe8',
  RECRUITING: '#6aa9ff',
  ADMITTED: '#9dc7ff',
  OFFERED: '#1fa8a2',
  AWARDED: '#3fd0c9',
  CONTRACTED: '#77e3dd',
  DELIVERED: '#a9f0ec',
  BUILDING: '#f2c14e',
  COMPLETED: '#ffdf94',
  PRODUCING: '#38b955',
  OPERATING: '#5bd66f',
  REDEVELOPING: '#9be15d',
  EXITING: '#b58cff',
  VACATED: '#d6c0ff',
  RETIRED: '#5a6673',
}

/** Twelve lines that can be told apart on the dark ground. */
export const LINES = ['#3fd0c9', '#f2c14e', '#6aa9ff', '#5bd66f', '#b58cff', '#ff9e6b', '#ff8fc0', '#9be15d', '#7ad7ff', '#e0b3ff', '#ffd4a3', '#c6d6e4', '#4d8fe8', '#38b955', '#d98cff', '#ffb020']
