-- As text: json with \u0000 in it cannot be taken apart.
UPDATE "fairlead"."container" SET "spec" = (left(rtrim("spec"::text), -1) || ',"volumes":[],"updateStrategy":"RollingUpdate","readOnlyRootFilesystem":false}')::json;--> statement-breakpoint
UPDATE "fairlead"."deployment" SET "spec" = (left(rtrim("spec"::text), -1) || ',"volumes":[],"updateStrategy":"RollingUpdate","readOnlyRootFilesystem":false}')::json;
