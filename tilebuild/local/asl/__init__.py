"""The Amazon States Language on one machine: JSONata machines, with the service's errors, limits and event counts.

What AWS would refuse or fail is refused or failed here, too; what this interpreter does not know is refused when the
definition is loaded. Reference: https://states-language.net and the Step Functions developer guide.
"""
