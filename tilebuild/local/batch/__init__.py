"""AWS Batch on one machine: ``submitJob.sync`` as processes in the machine's vCPUs and memory."""
