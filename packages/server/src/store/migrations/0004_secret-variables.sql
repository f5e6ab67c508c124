-- A spec is never empty, so that one more field fits behind its last. As text: json with \u0000 in it cannot be taken apart.
UPDATE "fairlead"."container" SET "spec" = (left(rtrim("spec"::text), -1) || ',"secrets":[]}')::json;--> statement-breakpoint
UPDATE "fairlead"."deployment" SET "spec" = (left(rtrim("spec"::text), -1) || ',"secrets":[]}')::json;
