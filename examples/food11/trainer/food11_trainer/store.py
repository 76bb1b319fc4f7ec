"""The trainer's object store. Credentials come from the environment only."""

import hashlib
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

MISSING = {"404", "NoSuchKey", "NotFound"}


class ObjectMissing(Exception):
    """There is no such object."""


class Store:
    """S3, addressed by path; `models` is the bucket that holds models, job records and the base set."""

    def __init__(self) -> None:
        self.models = os.environ.get("FOOD11_MODEL_BUCKET", "food11-models")
        self.client = boto3.client(
            "s3",
            endpoint_url=os.environ.get("S3_ENDPOINT") or None,
            region_name=os.environ.get("S3_REGION") or "us-east-1",
            config=Config(
                s3={"addressing_style": "path"},
                retries={"max_attempts": 2},  # further tries are Temporal's
                connect_timeout=5,
                read_timeout=60,
                max_pool_connections=16,
            ),
        )

    def get(self, bucket: str, key: str) -> bytes:
        try:
            return self.client.get_object(Bucket=bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise ObjectMissing(f"s3://{bucket}/{key} does not exist") from error
            raise

    def find(self, key: str) -> bytes | None:
        """An object of the model bucket, or None."""
        try:
            return self.get(self.models, key)
        except ObjectMissing:
            return None

    def put(self, key: str, data: bytes, content_type: str = "application/octet-stream") -> None:
        self.client.put_object(Bucket=self.models, Key=key, Body=data, ContentType=content_type)

    def create(self, key: str, data: bytes, content_type: str = "application/json") -> bytes:
        """Creates the object, or adopts what another attempt created first; returns what lies there now."""
        try:
            self.client.put_object(
                Bucket=self.models, Key=key, Body=data, ContentType=content_type, IfNoneMatch="*"
            )
            return data
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 412:
                raise
            return self.get(self.models, key)

    def ensure_bucket(self) -> None:
        try:
            self.client.head_bucket(Bucket=self.models)
        except ClientError as error:
            if error.response["Error"]["Code"] not in MISSING | {"NoSuchBucket"}:
                raise
            self.client.create_bucket(Bucket=self.models)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def model_key(version: str) -> str:
    return f"models/{version}.joblib"


def job_key(job_id: str) -> str:
    # Hashed: a job id may hold what is no good in a key.
    return f"jobs/{sha256(job_id.encode())[:32]}.json"


BASE_KEY = "base/features.npz"
