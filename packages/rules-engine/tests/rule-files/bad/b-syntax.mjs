export const one = 1;
export const = 2;
