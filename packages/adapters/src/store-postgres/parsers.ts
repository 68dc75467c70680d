import { types } from 'pg'

/** Numbers of 64 bits come as numbers: ids of rows and times in milliseconds stay far below 2^53. */
const int8 = 20
export const parsers = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    type === int8 ? Number : types.getTypeParser(type, format as 'text'),
}
