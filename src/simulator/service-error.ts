/** An error as an AWS service answers it; each service's protocol gives it its own body. */
export class ServiceError extends Error {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
    this.status = status;
  }
}

export function invalidParameterValue(message: string): ServiceError {
  return new ServiceError("InvalidParameterValue", 400, message);
}

export function missingParameter(parameter: string): ServiceError {
  return new ServiceError("MissingParameter", 400, `The request must contain the parameter ${parameter}`);
}
