export { createInvoker, type Invoker, type InvokerOptions } from './invoker.ts';
