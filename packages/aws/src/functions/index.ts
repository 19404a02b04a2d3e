export { type FunctionCaller, FunctionFailedError, openFunctionCaller } from './caller.ts';
export { createInvoker, type Invoker, type InvokerOptions } from './invoker.ts';
